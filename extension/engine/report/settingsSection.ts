import type { Field, Value } from '../config/field.js';
import { hover } from '../config/jsonSchema.js';
import { type Config, fields, valueAt } from '../config/schema.js';
import { valueText } from '../config/valueText.js';
import { type Html, html } from './html.js';
import type { RunData } from './runData.js';

const titles: Record<string, string> = {
  DATA: 'Data',
  MODEL: 'Model',
  TRAIN: 'Training',
  AUG: 'Augmentation',
  '': 'Run',
};

/** Every key by group. Those that differ from their defaults stand out and are all that shows at first. */
export function settingsSection({ config, configText }: RunData): Html {
  if (!config) return rawSettings(configText);
  const keys = [...fields.keys()].filter(key => key !== 'BASE');
  const different = keys.filter(key => differs(config, key));
  return html`<section id="settings"><h2>Settings</h2>
<p class="note"><b>${different.length}</b> of ${keys.length} settings differ from their defaults, which stand behind them in gray.
<label class="toggle"><input type="checkbox" id="all-settings"> Show all ${keys.length}</label></p>
<div class="groups">${Object.entries(titles).map(([prefix, title]) => group(config, prefix, title, keys))}</div>
</section>`;
}

function group(config: Config, prefix: string, title: string, keys: string[]): Html {
  const isMember = (key: string) => (prefix === '' ? !(key.split('.')[0]! in titles) : key.startsWith(`${prefix}.`));
  const members = keys.filter(isMember);
  const plain = members.every(key => !differs(config, key));
  return html`<div class="group ${plain && 'default'}"><h3>${title}</h3><dl>${members.map(key =>
    row(key, prefix === '' ? key : key.slice(prefix.length + 1), fields.get(key)!, valueAt(config, key)),
  )}</dl></div>`;
}

function row(key: string, shown: string, field: Field, value: Value): Html {
  const isDifferent = !isEqual(value, field.default);
  return html`<div class="${isDifferent ? 'differs' : 'default'}" title="${key}: ${hover(field)}"><dt>${shown}</dt>
<dd>${valueText(value)}${isDifferent && html` <small>${valueText(field.default)}</small>`}</dd></div>`;
}

/** For a config that this version cannot read: its text as it is. */
function rawSettings(text: string): Html {
  const body = text === '' ? html`<p class="none">The run has no config.yaml.</p>` : html`<pre>${text}</pre>`;
  return html`<section id="settings"><h2>Settings</h2>${body}</section>`;
}

function differs(config: Config, key: string): boolean {
  return !isEqual(valueAt(config, key), fields.get(key)!.default);
}

function isEqual(a: Value, b: Value): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

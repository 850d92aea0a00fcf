import { join } from 'node:path';
import type { StartEvent } from '../../protocol/events.js';
import { reportLines } from '../checkpoint/loadReport.js';
import { frequencyViews } from '../metrics/recorded.js';
import { dateTime, shellCommand } from '../text/format.js';
import { type Content, type Html, html } from './html.js';
import type { RunData } from './runData.js';

/** Where and how the run ran, and how it goes on. */
export function environmentSection(run: RunData): Html {
  const { state } = run;
  const facts: [string, Content][] = [
    ['Backend', state?.backend],
    ['Device', state?.device],
    ['Program', state?.mfmVersion && `mfm ${state.mfmVersion}`],
    ['Seed', run.config && String(run.config.SEED)],
    ['Started', state && dateTime(state.created)],
    ['Last sign of life', state && dateTime(state.updated)],
    ['Resumed from', state?.start?.resumedFrom],
    ['Images', run.config?.DATA.DATA_PATH],
    ['Folder', run.dir],
  ];
  return html`<section id="environment"><h2>Environment</h2>
<dl class="facts">${facts.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${state?.start?.pretrained && html`<h3>Encoder from a checkpoint</h3><pre>${startedWith(state.start.pretrained)}</pre>`}
${state && state.command.length > 0 && html`<h3>Command</h3><pre>${commandOf(state.command)}</pre>`}
</section>
<section id="resume"><h2>How to go on</h2>${continuation(run)}</section>`;
}

function startedWith({ file, report }: NonNullable<StartEvent['pretrained']>): string {
  return reportLines(report, file).join('\n');
}

function continuation({ state, dir, checkpoints }: RunData): Html {
  const newest = checkpoints.at(-1);
  const best = checkpoints.find(checkpoint => checkpoint.best) ?? newest;
  if (!state || !newest) {
    return html`<p>The run has no checkpoint yet. Without one, the command starts from the beginning.</p>`;
  }
  const look =
    (state.start?.views ?? frequencyViews).includes('samples') &&
    html`<p>See what the ${best?.best ? 'best' : 'newest'} checkpoint makes of an image:</p>
<pre>${shellCommand(['mfm', 'reconstruct', 'IMAGE', '--checkpoint', best!.file, '--mask', 'low'])}</pre>`;
  if (state.state === 'finished') return html`<p>The schedule is complete: there is nothing left to resume.</p>${look}`;
  if (state.state === 'running' || state.state === 'paused')
    return html`<p>The run is going on. Write a new report at any time:</p><pre>${shellCommand(['mfm', 'report', dir])}</pre>${look}`;
  const resumed = shellCommand(['mfm', 'train', join(dir, 'config.yaml'), '--output', dir, '--resume']);
  return html`<p>Continue from step ${newest.step}, exactly as if the run had not ended:</p><pre>${resumed}</pre>${look}`;
}

/** `run.json` holds the words behind the program's name. */
function commandOf(words: readonly string[]): string {
  return shellCommand(words[0] === 'mfm' ? words : ['mfm', ...words]);
}

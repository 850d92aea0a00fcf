import { l10n } from 'vscode';
import type { KeyHelp } from './keyHelp.js';

/** Help on a key as Markdown: what it means, then what it takes and what is usual, one fact a line. */
export function helpMarkdown(help: KeyHelp): string {
  const facts = [
    help.noEffect && l10n.t('**No effect here:** {0}.', help.noEffect),
    help.refusal && l10n.t('**Refused when a training starts:** {0}.', help.refusal),
    help.where && l10n.t('**Counts where** {0}.', help.where),
    help.takes && l10n.t('**Takes:** {0}', help.takes),
    help.unit && l10n.t('**Unit:** {0}', help.unit),
    help.default !== undefined && l10n.t('**Default:** {0}', code(help.default)),
    help.paper && l10n.t('**Paper:** {0}', help.paper),
    help.names && l10n.t('**Keys:** {0}', help.names.map(code).join(', ')),
  ].filter(fact => typeof fact === 'string' && fact !== '');
  return [`**${help.key}**`, help.description, facts.join('  \n')].filter(Boolean).join('\n\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

import { CodeLens, l10n, Range, type TextDocument, type Uri, workspace } from 'vscode';
import { isPreTraining } from '../../../engine/config/purpose.js';
import type { CommandId } from '../../common/runCommand.js';
import { readableAnalysisOf } from '../documents/analyses.js';

/** What can be done with a config, above its first line. */
export function provideLenses(document: TextDocument): CodeLens[] {
  const { uri } = document;
  const values = lens(uri, 'mfm.showResolvedConfig', l10n.t('$(list-tree) Effective Values'));
  // The others start a process.
  if (!workspace.isTrusted) return [values];
  if (!isPreTraining(readableAnalysisOf(document).config)) {
    return [lens(uri, 'mfm.finetune', l10n.t('$(play) Fine-Tune')), values];
  }
  return [
    lens(uri, 'mfm.pretrain', l10n.t('$(play) Pretrain')),
    lens(uri, 'mfm.previewMasks', l10n.t('$(target) Preview Masks')),
    values,
  ];
}

function lens(uri: Uri, command: CommandId, title: string): CodeLens {
  return new CodeLens(new Range(0, 0, 0, 0), { title, command, arguments: [uri] });
}

import { l10n, type TextDocument, WorkspaceEdit, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { MaskSettings } from '../../protocol/spectrumPage.js';
import { requireTrust } from '../common/trust.js';
import { analysisOf } from '../configs/documents/analyses.js';
import { isReadable } from '../configs/documents/analysis.js';
import { rangeOfSpan } from '../configs/text/spans.js';
import { maskEdit } from './maskEdit.js';

/**
 * Makes the mask of a config cut so, as one change that can be undone. The document stays unsaved, as after
 * typing.
 *
 * @throws UserError when the text cannot be read or changed
 */
export async function writeMask(document: TextDocument, wanted: MaskSettings): Promise<void> {
  requireTrust();
  const analysis = analysisOf(document);
  if (!isReadable(analysis)) {
    throw new UserError(l10n.t('The config is not valid YAML at the moment: correct it, and write the mask then.'));
  }
  const found = maskEdit(document.getText(), analysis.config.DATA, wanted);
  if (!found) return;
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, rangeOfSpan(document, found.span), found.text);
  if (!(await workspace.applyEdit(edit))) throw new UserError(l10n.t('The config cannot be changed: is it read-only?'));
}

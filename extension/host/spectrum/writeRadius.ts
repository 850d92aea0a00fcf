import { l10n, type TextDocument, WorkspaceEdit, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { MaskRadii } from '../../protocol/spectrumPage.js';
import { analysisOf } from '../configs/analyses.js';
import { isReadable } from '../configs/analysis.js';
import { rangeOfSpan } from '../configs/spans.js';
import { radiusEdit } from './radiusEdit.js';

/**
 * Makes the mask of a config cut at these radii, as one change that can be undone. The document stays unsaved, as after
 * typing.
 *
 * @throws UserError when the text cannot be read or changed
 */
export async function writeRadius(document: TextDocument, wanted: MaskRadii): Promise<void> {
  const analysis = analysisOf(document);
  if (!isReadable(analysis)) {
    throw new UserError(l10n.t('The config is not valid YAML at the moment: correct it, and write the radius then.'));
  }
  const { MASK_RADIUS1: r1, MASK_RADIUS2: r2 } = analysis.config.DATA;
  const found = radiusEdit(document.getText(), { r1, r2 }, wanted);
  if (!found) return;
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, rangeOfSpan(document, found.span), found.text);
  if (!(await workspace.applyEdit(edit))) throw new UserError(l10n.t('The config cannot be changed: is it read-only?'));
}

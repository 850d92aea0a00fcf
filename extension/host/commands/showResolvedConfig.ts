import { l10n, Uri, ViewColumn, window, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { App } from '../app/app.js';
import { isConfigDocument } from '../configs/documents/configDocument.js';
import { resolvedUri } from '../configs/documents/resolvedDocuments.js';

/** Shows beside a config what it amounts to: the given one, or the active editor's. */
export async function showResolvedConfig(_app: App, ...args: unknown[]): Promise<void> {
  const config = args[0] instanceof Uri ? args[0] : activeConfig();
  if (!config) {
    throw new UserError(l10n.t('The active editor shows no MFM config: open one, then show its effective values.'));
  }
  const document = await workspace.openTextDocument(resolvedUri(config));
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true });
}

function activeConfig(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  return document && isConfigDocument(document) ? document.uri : undefined;
}

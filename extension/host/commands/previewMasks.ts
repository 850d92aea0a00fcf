import { basename } from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { ConfigSource, Sheet } from '../../protocol/workerApi.js';
import type { App } from '../app.js';
import { pathOf } from '../configs/configDocument.js';
import { findConfigs } from '../configs/configFiles.js';
import { isConfigText } from '../configs/isConfig.js';
import { countProgress } from '../engine/countProgress.js';
import { withProgress } from '../engine/withProgress.js';
import { showSheet } from '../panels/sheetPanel.js';

/** Shows what the masks of a config leave of its own images: of the given config, the active editor's, or a chosen one. */
export async function previewMasks(app: App, ...args: unknown[]): Promise<Sheet | undefined> {
  const config = args[0] instanceof Uri ? sourceOf(args[0]) : (activeConfig() ?? (await pickConfig()));
  if (!config) return undefined;
  const sheet = await withProgress(l10n.t('Masking images'), (signal, report) =>
    app.engine.call('masks', { config }, { signal, onProgress: countProgress(report) }),
  );
  showSheet(app, sheet, 'masks');
  return sheet;
}

/** A config as it stands in the editor, unsaved changes included, or on disk. */
function sourceOf(uri: Uri): ConfigSource {
  const document = workspace.textDocuments.find(open => open.uri.toString() === uri.toString());
  return document ? { file: pathOf(document), text: document.getText() } : { file: uri.fsPath };
}

function activeConfig(): ConfigSource | undefined {
  const document = window.activeTextEditor?.document;
  const isConfig = document && isConfigText(document.getText(), basename(document.fileName));
  return isConfig ? sourceOf(document.uri) : undefined;
}

async function pickConfig(): Promise<ConfigSource | undefined> {
  const configs = await findConfigs();
  if (configs.length === 0) {
    throw new UserError(l10n.t('There is no config in this workspace: make one with "MFM: New Config".'));
  }
  const items = configs.map(uri => ({ label: basename(uri.fsPath), description: workspace.asRelativePath(uri), uri }));
  const picked = items.length === 1 ? items[0] : await window.showQuickPick(items, { title: l10n.t('Preview Masks') });
  return picked && sourceOf(picked.uri);
}

import { basename } from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { SpectrumSubject } from '../../protocol/spectrumPage.js';
import type { App } from '../app/app.js';
import { findConfigs } from '../configs/documents/configFiles.js';
import { isConfigText } from '../configs/documents/isConfig.js';
import { showSpectrum } from '../spectrum/spectrumPanels.js';

/** Shows what the masks of a config leave of its own images: of the given config, the active editor's, or a chosen one. */
export async function previewMasks(app: App, ...args: unknown[]): Promise<SpectrumSubject | undefined> {
  const config = args[0] instanceof Uri ? args[0] : (activeConfig() ?? (await pickConfig()));
  if (!config) return undefined;
  if (config.scheme !== 'file') {
    throw new UserError(l10n.t('Save the config first: its paths are relative to where it lies.'));
  }
  return showSpectrum(app, { paths: [], config: config.fsPath });
}

function activeConfig(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  return document && isConfigText(document.getText(), basename(document.fileName)) ? document.uri : undefined;
}

async function pickConfig(): Promise<Uri | undefined> {
  const configs = await findConfigs();
  if (configs.length === 0) {
    throw new UserError(l10n.t('There is no config in this workspace: make one with "MFM: New Config".'));
  }
  const items = configs.map(uri => ({ label: basename(uri.fsPath), description: workspace.asRelativePath(uri), uri }));
  const picked = items.length === 1 ? items[0] : await window.showQuickPick(items, { title: l10n.t('Preview Masks') });
  return picked?.uri;
}

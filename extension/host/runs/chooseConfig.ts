import { basename } from 'node:path';
import { commands, l10n, type QuickPickItem, type Uri, window, workspace } from 'vscode';
import { findConfigs } from '../configs/documents/configFiles.js';
import { configItem } from '../configs/documents/configItem.js';
import { isConfigText } from '../configs/documents/isConfig.js';

type ConfigItem = QuickPickItem & { /** None: a new one is to be made. */ config?: Uri };

/**
 * The config to train by: the file that a command was given, the active editor's, or one that the person picks or
 * makes. Unsaved changes are saved. `undefined` when the person gives up.
 */
export async function chooseConfig(given?: Uri): Promise<Uri | undefined> {
  const chosen = given ?? activeConfig() ?? (await pickConfig());
  return savedConfig(chosen);
}

function activeConfig(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== 'yaml') return undefined;
  return isConfigText(document.getText(), basename(document.fileName)) ? document.uri : undefined;
}

async function pickConfig(): Promise<Uri | undefined> {
  const configs = await findConfigs();
  if (configs.length === 0) return newConfig();
  const items: ConfigItem[] = configs.map(configItem);
  items.push({ label: `$(new-file) ${l10n.t('New config ...')}` });
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Pretrain'),
    placeHolder: l10n.t('The config to train by'),
    matchOnDescription: true,
  });
  return picked && (picked.config ?? newConfig());
}

async function newConfig(): Promise<Uri | undefined> {
  return commands.executeCommand<Uri | undefined>('mfm.newConfig');
}

/** The config, its unsaved changes saved; `undefined` when that is given up. */
export async function savedConfig(config: Uri | undefined): Promise<Uri | undefined> {
  if (!config) return undefined;
  const document = workspace.textDocuments.find(({ uri }) => uri.toString() === config.toString());
  return document?.isDirty || document?.isUntitled ? workspace.save(config) : config;
}

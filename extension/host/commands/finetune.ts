import { basename, dirname } from 'node:path';
import { l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { Config } from '../../engine/config/schema.js';
import { UserError } from '../../engine/errors.js';
import type { App } from '../app/app.js';
import { findConfigs } from '../configs/documents/configFiles.js';
import { configItem } from '../configs/documents/configItem.js';
import { savedConfig } from '../runs/chooseConfig.js';
import { checkpointAmong, pickCheckpoint } from '../runs/pickCheckpoint.js';
import { startTraining } from '../training/startTraining.js';

type StartItem = QuickPickItem & { from: 'checkpoint' | 'config' | 'nothing' };

/**
 * Fine-tunes a pre-trained checkpoint by a config that learns classes, of images or of pixels; what of the two it was not called
 * with is asked for.
 */
export async function finetune(app: App, ...args: unknown[]): Promise<void> {
  const title = l10n.t('Fine-Tune');
  const given = args.find(argument => argument instanceof Uri && /\.ya?ml$/.test(argument.fsPath)) as Uri | undefined;
  const config = await savedConfig(given ?? (await pickConfig(title)));
  if (!config) return;
  const checkpoint = checkpointAmong(args);
  const overrides = checkpoint ? [pretrainedBy(checkpoint)] : await askForStart(app, title, await readConfig(config));
  if (!overrides) return;
  const root = workspace.getWorkspaceFolder(config)?.uri.fsPath ?? dirname(config.fsPath);
  await startTraining(app, { config: { file: config.fsPath, overrides }, root }, 'finetune');
}

/** Whether a config learns from labels. It parses YAML, which is loaded when it is needed. */
export async function learnsClasses(config: Uri): Promise<boolean> {
  const { isPreTraining } = await import('../../engine/config/purpose.js');
  return readConfig(config).then(
    read => !isPreTraining(read),
    // What is wrong with it is said where it is planned.
    () => false,
  );
}

async function readConfig({ fsPath }: Uri): Promise<Config> {
  const { loadConfig } = await import('../../engine/config/load.js');
  return loadConfig(fsPath);
}

async function pickConfig(title: string): Promise<Uri | undefined> {
  const configs = await findConfigs();
  const fitting = (await Promise.all(configs.map(learnsClasses))).flatMap((fits, i) => (fits ? [configs[i]!] : []));
  if (fitting.length === 0) {
    throw new UserError(
      l10n.t(
        'No config of the workspace fine-tunes: set MODEL.NAME to finetune in one, or make one with MFM: New Config.',
      ),
    );
  }
  const placeHolder = l10n.t('The config to train by');
  return (await window.showQuickPick(fitting.map(configItem), { title, placeHolder, matchOnDescription: true }))
    ?.config;
}

/** What the encoder starts from, as overrides of the config; `undefined` when the person gives up. */
async function askForStart(
  app: App,
  title: string,
  { PRETRAINED }: Config,
): Promise<[key: string, value: string][] | undefined> {
  const items: StartItem[] = [
    { from: 'checkpoint', label: l10n.t('From a pre-trained checkpoint …') },
    {
      from: 'nothing',
      label: l10n.t('From scratch'),
      detail: l10n.t('What a pre-trained encoder is to be compared with'),
    },
  ];
  const named = { from: 'config', label: l10n.t('From {0}', basename(PRETRAINED)), detail: PRETRAINED } as const;
  if (PRETRAINED !== '') items.unshift(named);
  const placeHolder = l10n.t('What the encoder starts from');
  const picked = await window.showQuickPick(items, { title, placeHolder });
  if (!picked) return undefined;
  if (picked.from === 'config') return [];
  if (picked.from === 'nothing') return [pretrainedBy('')];
  const checkpoint = await pickCheckpoint(app, title);
  return checkpoint === undefined ? undefined : [pretrainedBy(checkpoint)];
}

function pretrainedBy(checkpoint: string): [key: string, value: string] {
  return ['PRETRAINED', checkpoint];
}

import { dirname } from 'node:path';
import { Uri, workspace } from 'vscode';
import { RunFolder } from '../../engine/runs/runFolder.js';
import type { App } from '../app/app.js';
import { chooseConfig } from '../runs/chooseConfig.js';
import { isRunsNode } from '../runs/nodes.js';
import { startTraining } from '../training/startTraining.js';
import { finetune, learnsClasses } from './finetune.js';

/** Trains by a config: the one given (a file, or that of a run), the active editor's, or one that the person picks. */
export async function pretrain(app: App, given?: unknown): Promise<void> {
  const run = isRunsNode(given) ? given.run : undefined;
  const config = await chooseConfig(run ? Uri.file(RunFolder.open(run.dir).configFile) : uriOf(given));
  if (!config) return;
  // From its own run it goes on as it was started.
  if (!run && (await learnsClasses(config))) return finetune(app, config);
  const folder = workspace.getWorkspaceFolder(config);
  // Runs of configs that name no OUTPUT lie in the workspace folder.
  const root = folder?.uri.fsPath ?? dirname(config.fsPath);
  await startTraining(app, { config: { file: config.fsPath }, output: run?.dir, root }, 'pretrain');
}

function uriOf(given: unknown): Uri | undefined {
  return given instanceof Uri ? given : undefined;
}

import { Disposable, commands as vscodeCommands } from 'vscode';
import type { App } from '../app.js';
import { showFailure } from '../errors.js';
import { compareRuns } from './compareRuns.js';
import { convertCheckpoint } from './convertCheckpoint.js';
import { deleteRun } from './deleteRun.js';
import { doctor } from './doctor.js';
import { installRuntime } from './installRuntime.js';
import { newConfig } from './newConfig.js';
import { openCheckpoint } from './openCheckpoint.js';
import { openReport } from './openReport.js';
import { openRun } from './openRun.js';
import { openSample } from './openSample.js';
import { openWalkthrough } from './openWalkthrough.js';
import { pauseRun } from './pauseRun.js';
import { pretrain } from './pretrain.js';
import { previewMasks } from './previewMasks.js';
import { previewSpectrum } from './previewSpectrum.js';
import { reconstruct } from './reconstruct.js';
import { refresh } from './refresh.js';
import { resumeRun } from './resumeRun.js';
import { revealInExplorer } from './revealInExplorer.js';
import { selectBackend } from './selectBackend.js';
import { showActions } from './showActions.js';
import { showLog } from './showLog.js';
import { showResolvedConfig } from './showResolvedConfig.js';
import { stopRun } from './stopRun.js';

/** A command: what VS Code passes it are a tree node, a file's Uri with all selected ones, or nothing. */
type Command = (app: App, ...args: unknown[]) => Promise<unknown>;

/** Everything the extension can do, by command id without the 'mfm.'. */
export const commands = {
  pretrain,
  stopRun,
  pauseRun,
  resumeRun,
  previewSpectrum,
  previewMasks,
  reconstruct,
  newConfig,
  openRun,
  openCheckpoint,
  convertCheckpoint,
  compareRuns,
  openReport,
  deleteRun,
  revealInExplorer,
  selectBackend,
  installRuntime,
  doctor,
  showLog,
  openSample,
  openWalkthrough,
  refresh,
  showResolvedConfig,
  showActions,
} satisfies Record<string, Command>;

export type CommandId = `mfm.${keyof typeof commands}`;

/** Registers all commands. A failure is shown to the person, and the command resolves to nothing. */
export function registerCommands(app: App): Disposable {
  const registered = Object.entries<Command>(commands).map(([name, command]) =>
    vscodeCommands.registerCommand(`mfm.${name}`, async (...args: unknown[]) => {
      try {
        return await command(app, ...args);
      } catch (error) {
        void showFailure(app.log, error);
        return undefined;
      }
    }),
  );
  return Disposable.from(...registered);
}

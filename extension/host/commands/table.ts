import { Disposable, commands as vscodeCommands } from 'vscode';
import type { App } from '../app/app.js';
import { showFailure } from '../common/errors.js';
import type { CommandName } from '../common/runCommand.js';
import { requireTrust } from '../common/trust.js';
import { compareRuns } from './compareRuns.js';
import { continueMeasurement } from './continueMeasurement.js';
import { convertCheckpoint } from './convertCheckpoint.js';
import { deleteRun } from './deleteRun.js';
import { doctor } from './doctor.js';
import { finetune } from './finetune.js';
import { installRuntime } from './installRuntime.js';
import { measure } from './measure.js';
import { newConfig } from './newConfig.js';
import { noteRun } from './noteRun.js';
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
import { renameRun } from './renameRun.js';
import { resumeRun } from './resumeRun.js';
import { revealInExplorer } from './revealInExplorer.js';
import { selectBackend } from './selectBackend.js';
import { showActions } from './showActions.js';
import { showLog } from './showLog.js';
import { showResolvedConfig } from './showResolvedConfig.js';
import { stopRun } from './stopRun.js';

/** What VS Code passes it are a tree node, a file's Uri with all selected ones, or nothing. */
type Run = (app: App, ...args: unknown[]) => Promise<unknown>;

interface Command {
  run: Run;
  /** It starts a process, talks to one, or writes. `enablement` in package.json says the same. */
  needsTrust: boolean;
}

/** Everything the extension can do, by command id without the 'mfm.'. */
const commands: Record<CommandName, Command> = {
  pretrain: { run: pretrain, needsTrust: true },
  stopRun: { run: stopRun, needsTrust: true },
  pauseRun: { run: pauseRun, needsTrust: true },
  resumeRun: { run: resumeRun, needsTrust: true },
  previewSpectrum: { run: previewSpectrum, needsTrust: true },
  previewMasks: { run: previewMasks, needsTrust: true },
  reconstruct: { run: reconstruct, needsTrust: true },
  newConfig: { run: newConfig, needsTrust: true },
  openRun: { run: openRun, needsTrust: false },
  openCheckpoint: { run: openCheckpoint, needsTrust: false },
  finetune: { run: finetune, needsTrust: true },
  measure: { run: measure, needsTrust: true },
  continueMeasurement: { run: continueMeasurement, needsTrust: true },
  convertCheckpoint: { run: convertCheckpoint, needsTrust: true },
  compareRuns: { run: compareRuns, needsTrust: false },
  openReport: { run: openReport, needsTrust: false },
  renameRun: { run: renameRun, needsTrust: true },
  noteRun: { run: noteRun, needsTrust: true },
  deleteRun: { run: deleteRun, needsTrust: true },
  revealInExplorer: { run: revealInExplorer, needsTrust: false },
  selectBackend: { run: selectBackend, needsTrust: true },
  installRuntime: { run: installRuntime, needsTrust: true },
  doctor: { run: doctor, needsTrust: true },
  showLog: { run: showLog, needsTrust: false },
  openSample: { run: openSample, needsTrust: true },
  openWalkthrough: { run: openWalkthrough, needsTrust: false },
  refresh: { run: refresh, needsTrust: false },
  showResolvedConfig: { run: showResolvedConfig, needsTrust: false },
  showActions: { run: showActions, needsTrust: false },
};

/** Registers all commands. A failure is shown to the person, and the command resolves to nothing. */
export function registerCommands(app: App): Disposable {
  const registered = Object.entries(commands).map(([name, { run, needsTrust }]) =>
    vscodeCommands.registerCommand(`mfm.${name}`, async (...args: unknown[]) => {
      try {
        if (needsTrust) requireTrust();
        return await run(app, ...args);
      } catch (error) {
        void showFailure(app.log, error);
        return undefined;
      }
    }),
  );
  return Disposable.from(...registered);
}

import { commands } from 'vscode';

/** What the extension can do, as package.json names it; `commands/table.ts` says how. */
export type CommandName =
  | 'pretrain'
  | 'stopRun'
  | 'pauseRun'
  | 'resumeRun'
  | 'previewSpectrum'
  | 'previewMasks'
  | 'reconstruct'
  | 'newConfig'
  | 'openRun'
  | 'openCheckpoint'
  | 'convertCheckpoint'
  | 'finetune'
  | 'measure'
  | 'continueMeasurement'
  | 'compareRuns'
  | 'openReport'
  | 'renameRun'
  | 'noteRun'
  | 'deleteRun'
  | 'revealInExplorer'
  | 'selectBackend'
  | 'installRuntime'
  | 'doctor'
  | 'showLog'
  | 'openSample'
  | 'openWalkthrough'
  | 'refresh'
  | 'showResolvedConfig'
  | 'showActions';

export type CommandId = `mfm.${CommandName}`;

/** Runs a command of the extension by its id, as a click would; failures are shown, not thrown. */
export function runCommand(id: CommandId, ...args: unknown[]): Thenable<unknown> {
  return commands.executeCommand(id, ...args);
}

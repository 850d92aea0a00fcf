import { l10n, type QuickPickItem, window } from 'vscode';
import type { App } from '../app/app.js';
import type { CommandId } from '../common/runCommand.js';
import { runCommand } from '../common/runCommand.js';
import { progressOf } from '../status/statusText.js';

interface Action extends QuickPickItem {
  command: CommandId;
}

/** What a click on the status bar offers: what can be done now, with live runs first. */
export async function showActions({ runs, engine }: App): Promise<void> {
  const live = runs.runs.filter(run => run.live !== undefined);
  const isPaused = live.some(run => run.live?.state === 'paused');
  const isRunning = live.some(run => run.live?.state === 'running');
  const actions: (Action | false)[] = [
    live.length > 0 && { label: `$(graph-line) ${l10n.t('Open Run')}`, command: 'mfm.openRun' },
    isRunning && { label: `$(debug-pause) ${l10n.t('Pause')}`, command: 'mfm.pauseRun' },
    isPaused && { label: `$(debug-continue) ${l10n.t('Resume')}`, command: 'mfm.resumeRun' },
    live.length > 0 && { label: `$(debug-stop) ${l10n.t('Stop')}`, command: 'mfm.stopRun' },
    { label: `$(play) ${l10n.t('Pretrain')}`, command: 'mfm.pretrain' },
    { label: `$(mortar-board) ${l10n.t('Fine-Tune')}`, command: 'mfm.finetune' },
    { label: `$(beaker) ${l10n.t('Measure Checkpoint')}`, command: 'mfm.measure' },
    { label: `$(chip) ${l10n.t('Select Compute Backend')}`, command: 'mfm.selectBackend' },
    engine.backend?.name === 'wasm' && {
      label: `$(cloud-download) ${l10n.t('Install TensorFlow Runtime')}`,
      command: 'mfm.installRuntime',
    },
    { label: `$(pulse) ${l10n.t('Doctor')}`, command: 'mfm.doctor' },
    { label: `$(output) ${l10n.t('Show Log')}`, command: 'mfm.showLog' },
  ];
  const placeHolder = live.map(({ name, live }) => progressOf({ name, live: live! })).join('; ') || undefined;
  const items = actions.filter(action => action !== false);
  const picked = await window.showQuickPick(items, { title: 'MFM', placeHolder });
  if (picked) await runCommand(picked.command);
}

import { basename } from 'node:path';
import { commands, l10n, Uri, window } from 'vscode';
import type { MeasureCall, MeasureProgress } from '../../protocol/measurement.js';
import { ClosedError } from '../../protocol/rpc.js';
import type { App } from '../app/app.js';
import { runFolderOf } from '../checkpoint/runPlace.js';
import { engineEnded } from '../common/errors.js';
import { runCommand } from '../common/runCommand.js';
import { describeExit, forkWorker } from '../engine/forkWorker.js';
import { withProgress } from '../engine/withProgress.js';

/**
 * Measures in a process of its own, behind a notification with *Cancel*, and opens what was found. What was cancelled can go on
 * where something was kept.
 *
 * @param checkpoint that is measured
 */
export async function runMeasurement(app: App, checkpoint: string, call: MeasureCall): Promise<void> {
  const { kind } = call.request ?? { kind: 'robustness' };
  let isCancelled = false;
  await withProgress(l10n.t('Measuring {0}', basename(checkpoint)), async (signal, report) => {
    const { client, stopped } = forkWorker();
    try {
      const onProgress = (progress: MeasureProgress) =>
        report(progressText(progress), progress.total > 0 ? progress.done / progress.total : 0);
      await client.call('measure', call, { signal, onProgress });
    } catch (error) {
      isCancelled = signal.aborted;
      if (isCancelled) return;
      if (!(error instanceof ClosedError)) throw error;
      throw engineEnded(describeExit(await stopped));
    } finally {
      client.close();
    }
  });
  const run = runFolderOf(checkpoint);
  if (run !== undefined) await app.runs.read([run]);
  if (!isCancelled) await commands.executeCommand('vscode.open', Uri.file(call.file));
  else if (kind === 'robustness') await offerToContinue(call.file);
}

async function offerToContinue(file: string): Promise<void> {
  const goOn = l10n.t('Continue');
  const sentence = l10n.t('The measurement was interrupted; what it has found is kept.');
  if ((await window.showInformationMessage(sentence, goOn)) === goOn) {
    await runCommand('mfm.continueMeasurement', Uri.file(file));
  }
}

function progressText({ what, done, total }: MeasureProgress): string {
  const texts: Record<MeasureProgress['what'], string> = {
    images: l10n.t('{0} of {1} images', done, total),
    comparisons: l10n.t('{0} of {1} comparisons', done, total),
    fits: l10n.t('{0} of {1} fits', done, total),
  };
  return texts[what];
}

import { basename, join } from 'node:path';
import { type LogOutputChannel, l10n, type Uri } from 'vscode';
import { messageOf, UserError } from '../../engine/errors.js';
import { ClosedError } from '../../protocol/rpc.js';
import type { PretrainRequest } from '../../protocol/workerApi.js';
import { forkWorker } from '../engine/forkWorker.js';
import { withProgress } from '../engine/withProgress.js';
import { tailOf } from './logTail.js';
import type { Run } from './run.js';
import type { RunStore } from './runStore.js';
import type { RunsTree } from './runsTree.js';

/** What of the window a start needs. */
interface LaunchedFrom {
  /** Its folder takes the log. */
  storageUri: Uri;
  log: LogOutputChannel;
  runs: RunStore;
  runsTree: RunsTree;
}

/**
 * Starts a run in a process of its own, which this window then leaves alone, and shows the run in the tree. Resolves when
 * the first step is about to begin; a process that nobody waits for before that ends by itself.
 *
 * @throws RemoteError what the engine says against it; UserError when its process ended
 */
export async function launchRun(app: LaunchedFrom, request: PretrainRequest): Promise<Run | undefined> {
  const log = join(app.storageUri.fsPath, 'logs', logName(request.config.file));
  const start = await withProgress(l10n.t('Starting to train'), async (signal, report) => {
    const { child, client, stopped } = forkWorker({ detached: { logFile: log } });
    app.log.info(`The process ${child.pid} trains; it prints into ${log}.`);
    try {
      return await client.call('pretrain', { ...request, log }, { signal, onProgress: message => report(message) });
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error;
      await stopped;
      app.log.error(await tailOf(log));
      throw new UserError(l10n.t('The run ended before its first step; the log says more.'));
    } finally {
      client.close();
      child.unref();
    }
  });
  app.log.info(`${start.run}: ${start.model} on ${start.backend} (${start.device})`);
  if (start.setAside) app.log.info(`No checkpoint was saved before: the old curve is kept in ${start.setAside}.`);
  const run = await app.runs.add(start.run);
  if (run) await app.runsTree.reveal(run).then(undefined, error => app.log.debug(messageOf(error)));
  return run;
}

/** 'demo-20260301-140509.log' */
function logName(config: string): string {
  return `${basename(config).replace(/\.ya?ml$/, '')}-${timeStamp(new Date())}.log`;
}

/** '20260301-140509', local time: for names of files and folders. */
export function timeStamp(now: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${date}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

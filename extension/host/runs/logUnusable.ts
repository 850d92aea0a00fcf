import { join } from 'node:path';
import type { Disposable, LogOutputChannel } from 'vscode';
import { unusableSentence } from '../../engine/report/unusableText.js';
import { unusableOf } from '../../engine/runs/runState.js';
import { isLive, type Run } from './run.js';
import type { RunStore } from './runStore.js';

/** How many unusable images of a run the log has, and how many of them by name. */
interface Told {
  total: number;
  named: number;
}

/** Writes into the log which images runs do without, as that is found; what had ended before is left alone. */
export function logUnusable(runs: Pick<RunStore, 'onDidChange'>, log: Pick<LogOutputChannel, 'warn'>): Disposable {
  const told = new WeakMap<Run, Told>();
  return runs.onDidChange(({ runs: changed }) => {
    for (const run of changed) {
      const { skipped: files = [], start } = run.summary;
      const unusable = unusableOf(run.summary);
      const total = unusable ? unusable.leftOut + unusable.failed : 0;
      const before = told.get(run) ?? { total: isLive(run) ? 0 : total, named: 0 };
      told.set(run, { total, named: files.length });
      if (!unusable || total === before.total) continue;
      log.warn(`${run.dir}: ${unusableSentence(unusable)}`);
      // A run that is resumed finds them anew, so that there may be fewer.
      for (const { path, reason } of files.slice(total > before.total ? before.named : 0)) {
        log.warn(`${join(start?.imageFolder ?? '', path)}: ${reason}`);
      }
    }
  });
}

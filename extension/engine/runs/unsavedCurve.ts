import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricSpec } from '../../protocol/metrics.js';
import { WriteError } from '../files/fileProblem.js';
import { newFolder } from '../files/newFolder.js';
import { boardTags, ownEventFiles } from './eventFiles.js';
import { MetricsLog } from './metricsLog.js';

type Curve = Awaited<ReturnType<MetricsLog['read']>>;

const NAME = /^unsaved-\d+$/;
const METRICS = 'metrics.jsonl';

/**
 * Moves metrics and TensorBoard events of the run in `dir` into a new folder in there, `unsaved-1`; TensorBoard shows it as
 * a run of its own. A process that is killed here leaves the rest of the curve to the next one.
 *
 * @returns the new folder
 * @throws WriteError when it cannot be written
 */
export async function setAside(dir: string, metrics: readonly MetricSpec[]): Promise<string> {
  const folder = await newFolder(join(dir, 'unsaved-'));
  for (const name of [...(await ownEventFiles(dir, boardTags(metrics))), METRICS]) {
    await rename(join(dir, name), join(folder, name)).catch((error: unknown) => {
      throw new WriteError(join(folder, name), error);
    });
  }
  return folder;
}

/** Removes from `dir` every curve that was set aside and that `newest`, the curve there now, repeats value for value. */
export async function removeRepeated(
  dir: string,
  newest: () => Promise<Curve>,
  metrics: readonly MetricSpec[],
): Promise<void> {
  const entries = await readdir(dir, { withFileTypes: true });
  const folders = entries.filter(entry => entry.isDirectory() && NAME.test(entry.name));
  if (folders.length === 0) return;
  const curve = await newest();
  for (const { name } of folders) {
    const folder = join(dir, name);
    const ids = metrics.map(({ id }) => id);
    const old = await new MetricsLog(join(folder, METRICS)).read(ids);
    const isSame = (a: Curve[number], b: Curve[number] | undefined) =>
      b?.step === a.step && ids.every(id => Object.is(a.values[id], b.values[id]));
    if (old.every((record, i) => isSame(record, curve[i]))) await removeCurve(folder, boardTags(metrics));
  }
}

/** Whatever else somebody put there stays. What cannot be removed costs nothing but its place. */
async function removeCurve(folder: string, tags: ReadonlySet<string>): Promise<void> {
  for (const name of [...(await ownEventFiles(folder, tags)), METRICS]) {
    await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
  await rmdir(folder).catch(() => undefined);
}

import { basename, join } from 'node:path';
import { looseObject, string } from 'valibot';
import { isBetter, type MetricSpec } from '../../protocol/metrics.js';
import { writeTextAtomically } from '../files/atomicFile.js';
import { parseJsonAs } from '../files/boundedJson.js';
import { readText } from '../files/regularFile.js';
import type { CheckpointName } from './checkpointFiles.js';
import type { IndexEntry } from './checkpointIndex.js';

/** `best.json`: the best checkpoint, with its value under the metric's id, for other programs. It follows from the index. */
const bestFile = looseObject({ file: string() });

const BEST = 'best.json';
const MOST_BYTES = 4096;
const LIMITS = { depth: 1, values: 8 };

/**
 * The best of `checkpoints` (by step): the first with the best value of those saved at the end of an epoch; one in the
 * middle of an epoch has no value of its own. The indices of older versions do not say which ones were, and so `best.json`
 * is believed of one that the index says no more about.
 */
export async function findBest<C extends CheckpointName & IndexEntry>(
  folder: string,
  checkpoints: readonly C[],
  metric: MetricSpec,
): Promise<C | undefined> {
  const old = checkpoints.some(c => c.kind === undefined) ? await readBest(folder, metric) : undefined;
  const candidates = checkpoints.filter(c => c.kind === 'epoch' || (!c.kind && basename(c.file) === old?.file));
  const measuredOf = (c: C) => c.value ?? (basename(c.file) === old?.file ? old.value : Number.NaN);
  return candidates.reduce<C | undefined>(
    (best, c) => (isBetter(metric, measuredOf(c), best && measuredOf(best)) ? c : best),
    undefined,
  );
}

/** Lets `best.json` name `best`. Where it cannot be written it says what it said before. */
export async function writeBest(
  folder: string,
  { file, value }: CheckpointName & IndexEntry,
  metric: MetricSpec,
): Promise<void> {
  const old = await readBest(folder, metric);
  if (value === undefined || (old?.file === basename(file) && old.value === value)) return;
  const text = `${JSON.stringify({ file: basename(file), [metric.id]: value })}\n`;
  await writeTextAtomically(join(folder, BEST), text).catch(() => undefined);
}

async function readBest(folder: string, { id }: MetricSpec): Promise<{ file: string; value: number } | undefined> {
  const text = await readText(join(folder, BEST), MOST_BYTES).catch(() => '');
  const found = parseJsonAs(bestFile, text, LIMITS);
  const value = found?.[id];
  return found && typeof value === 'number' && Number.isFinite(value) ? { file: found.file, value } : undefined;
}

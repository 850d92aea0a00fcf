import { basename, join } from 'node:path';
import { finite, type InferOutput, number, object, pipe, string } from 'valibot';
import { writeTextAtomically } from '../files/atomicFile.js';
import { parseJsonAs } from '../files/boundedJson.js';
import { readText } from '../files/regularFile.js';
import type { CheckpointName } from './checkpointFiles.js';
import type { IndexEntry } from './checkpointIndex.js';

/** `best.json`: the checkpoint with the lowest loss, for other programs. What it says follows from the index. */
const bestFile = object({ file: string(), loss: pipe(number(), finite()) });

const BEST = 'best.json';
const MOST_BYTES = 4096;
const LIMITS = { depth: 1, values: 8 };

/**
 * The best of `checkpoints` (by step): the first with the lowest loss of those saved at the end of an epoch; one in the
 * middle of an epoch has no loss of its own. The indices of older versions do not say which ones were, and so `best.json`
 * is believed of one that the index says no more about.
 */
export async function findBest<C extends CheckpointName & IndexEntry>(
  folder: string,
  checkpoints: readonly C[],
): Promise<C | undefined> {
  const old = checkpoints.some(c => c.kind === undefined) ? await readBest(folder) : undefined;
  const candidates = checkpoints.filter(c => c.kind === 'epoch' || (!c.kind && basename(c.file) === old?.file));
  const lossOf = (c: C) => c.loss ?? (basename(c.file) === old?.file ? old.loss : Number.POSITIVE_INFINITY);
  return candidates.reduce<C | undefined>(
    (best, c) => (lossOf(c) < (best ? lossOf(best) : Infinity) ? c : best),
    undefined,
  );
}

/** Lets `best.json` name `best`. Where it cannot be written it says what it said before. */
export async function writeBest(folder: string, { file, loss }: CheckpointName & IndexEntry): Promise<void> {
  const old = await readBest(folder);
  if (loss === undefined || (old?.file === basename(file) && old.loss === loss)) return;
  const text = `${JSON.stringify({ file: basename(file), loss } satisfies InferOutput<typeof bestFile>)}\n`;
  await writeTextAtomically(join(folder, BEST), text).catch(() => undefined);
}

async function readBest(folder: string): Promise<InferOutput<typeof bestFile> | undefined> {
  const text = await readText(join(folder, BEST), MOST_BYTES).catch(() => '');
  return parseJsonAs(bestFile, text, LIMITS);
}

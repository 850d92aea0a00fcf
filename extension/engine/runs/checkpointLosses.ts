import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readCheckpointMeta } from '../checkpoint/checkpoint.js';
import { JsonLines, parseLine } from './jsonLines.js';

/** One line of `index.jsonl`. JSON has no NaN: null is a checkpoint before the first finished epoch. */
interface IndexLine {
  /** File name within the folder. */
  file: string;
  loss: number | null;
}

const INDEX = 'index.jsonl';

/** Checkpoints that the index does not know are opened, but no more than so many of them. */
const MAX_OPENED = 32;

/**
 * Notes the loss of a checkpoint in the folder's index, so that a list of thousands need not open each. A line that
 * cannot be written costs nothing but that.
 */
export function noteLoss(file: string, loss: number): void {
  try {
    new JsonLines(join(file, '..', INDEX)).append({ file: basename(file), loss } satisfies IndexLine);
  } catch {
    // The checkpoint itself says it, too.
  }
}

/** Losses of the checkpoints in `folder` by file name, from its index, and of the last few others from their headers. */
export async function readLosses(folder: string, files: readonly string[]): Promise<Map<string, number | undefined>> {
  const losses = await readIndex(folder);
  const unknown = files.filter(file => !losses.has(basename(file))).slice(-MAX_OPENED);
  const found = await Promise.all(unknown.map(lossInside));
  for (const [i, file] of unknown.entries()) losses.set(basename(file), found[i]);
  return losses;
}

async function readIndex(folder: string): Promise<Map<string, number | undefined>> {
  const text = await readFile(join(folder, INDEX), 'utf8').catch(() => '');
  const lines = text.split('\n').map(line => parseLine(line) as Partial<IndexLine> | undefined);
  return new Map(lines.flatMap(line => (typeof line?.file === 'string' ? [[line.file, finite(line.loss)]] : [])));
}

async function lossInside(file: string): Promise<number | undefined> {
  return readCheckpointMeta(file).then(
    ({ meta }) => finite(meta.loss),
    () => undefined,
  );
}

function finite(loss: unknown): number | undefined {
  return typeof loss === 'number' && Number.isFinite(loss) ? loss : undefined;
}

import { basename, join } from 'node:path';
import { type InferOutput, looseObject, optional, picklist, string } from 'valibot';
import type { MetricSpec } from '../../protocol/metrics.js';
import { openFile, ownCheckpoint } from '../checkpoint/open.js';
import { writeTextAtomically } from '../files/atomicFile.js';
import { parseJsonAs } from '../files/boundedJson.js';
import { readText } from '../files/regularFile.js';
import { type CheckpointKind, parseCheckpointName } from './checkpointFiles.js';
import { JsonLines } from './jsonLines.js';

/** What is known of a checkpoint without reading its tensors. */
export interface IndexEntry {
  /** Of the run's primary metric over the last finished epoch, where there is one and it is known. */
  value?: number;
  /** Unknown for those of older versions. */
  kind?: CheckpointKind;
}

/** One line of `index.jsonl`, with a value under the metric's id: null is a checkpoint before the first finished epoch. */
const indexLine = looseObject({
  /** File name within the folder. */
  file: string(),
  kind: optional(picklist(['epoch', 'step', 'interim'])),
});

type IndexLine = InferOutput<typeof indexLine>;

const INDEX = 'index.jsonl';

/** Some hundred thousand lines. */
const MOST_BYTES = 2 ** 25;
const LIMITS = { depth: 1, values: 8 };

/** Checkpoints that the index does not know are opened, but no more than so many of them. */
const MAX_OPENED = 32;

/**
 * Notes a checkpoint that is about to be saved, so that one that is there is known, and thousands need not be opened. A
 * line that cannot be written costs nothing but that.
 */
export function noteCheckpoint(file: string, { id }: MetricSpec, value: number, kind: CheckpointKind): void {
  try {
    new JsonLines(join(file, '..', INDEX)).append({ file: basename(file), [id]: value, kind });
  } catch {
    // The checkpoint itself says it, too.
  }
}

/** What is known of the checkpoints `files`, by file name: from the folder's index, and of the last few others from their headers. */
export async function readIndex(
  folder: string,
  files: readonly string[],
  { id }: MetricSpec,
): Promise<Map<string, IndexEntry>> {
  const known = new Map(
    (await readLines(folder)).flatMap((line): [string, IndexEntry][] => {
      const { file, kind, [id]: value } = line;
      if (value === null) return [[file, { kind }]];
      return typeof value === 'number' ? [[file, { value: Number.isFinite(value) ? value : undefined, kind }]] : [];
    }),
  );
  const unknown = files.filter(file => !known.has(basename(file))).slice(-MAX_OPENED);
  const found = await Promise.all(unknown.map(entryInside));
  return new Map<string, IndexEntry>([...known, ...unknown.map((file, i) => [basename(file), found[i]!] as const)]);
}

/** Drops from the index what is beyond `step`, which a resumed run does again, and lines that were cut short. */
export async function rewindIndex(folder: string, step: number): Promise<void> {
  const file = join(folder, INDEX);
  const text = await readText(file, MOST_BYTES).catch(() => '');
  const lines = text.split('\n').filter(line => {
    const name = parseLine(line)?.file;
    return name !== undefined && (parseCheckpointName(folder, name)?.step ?? 0) <= step;
  });
  const kept = lines.map(line => `${line}\n`).join('');
  if (kept !== text) await writeTextAtomically(file, kept);
}

async function readLines(folder: string): Promise<IndexLine[]> {
  const text = await readText(join(folder, INDEX), MOST_BYTES).catch(() => '');
  return text.split('\n').flatMap(line => parseLine(line) ?? []);
}

function parseLine(line: string): IndexLine | undefined {
  return line === '' ? undefined : parseJsonAs(indexLine, line, LIMITS);
}

/** A checkpoint with the best value so far was saved at the end of its epoch, or soon after that one. */
async function entryInside(file: string): Promise<IndexEntry> {
  try {
    const { loss, bestLoss } = ownCheckpoint(await openFile(file)).meta;
    return Number.isFinite(loss) ? { value: loss, kind: loss === bestLoss ? 'epoch' : undefined } : {};
  } catch {
    return {};
  }
}

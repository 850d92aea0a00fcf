/*
 * What pre-training by frequencies is worth at a size that a workstation trains:
 *   npm run study -- --data DIR --out DIR [--pets DIR] [--shard 1/4] [--cells vit-both] [--results docs/study] [--quick]
 *
 * DIR of --data has `train` and `test`, and in both a folder of images for each class; that of --pets, without which nothing is
 * segmented, `images` and `trimaps`. What was done is not done again: the same command goes on after Ctrl-C, a crash or on another
 * machine. index.html in --out shows how far it is.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../extension/engine/errors.js';
import { writeTextAtomically } from '../../extension/engine/files/atomicFile.js';
import { root } from '../support/root.js';
import { runCell } from './cell.js';
import { Interrupted } from './mfm.js';
import { quickPlan, shardOf, wholePlan } from './plan.js';
import { Progress } from './progress.js';
import { readResults } from './result.js';
import { writeStudy } from './writeStudy.js';

const options = {
  data: { type: 'string' },
  out: { type: 'string' },
  pets: { type: 'string' },
  shard: { type: 'string', default: '1/1' },
  cells: { type: 'string', default: '' },
  results: { type: 'string' },
  quick: { type: 'boolean', default: false },
} as const;
const { values } = given();

function given() {
  try {
    return parseArgs({ options });
  } catch (error) {
    refuse(messageOf(error));
  }
}

/** A sentence, and the code of bad input. */
function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

const [, index, of] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(values.shard)?.map(Number) ?? [];
if (!index || !of || index > of) refuse(`--shard ${values.shard}: say which of how many, for example 1/4.`);
if (!values.data || !values.out) refuse('Say where the images are (--data DIR) and where runs go (--out DIR).');
const [data, pets, out] = [values.data, values.pets ?? '', values.out].map(path => resolve(path)) as [
  string,
  string,
  string,
];
// What a quick study finds is no result.
const results = resolve(values.results ?? (values.quick ? join(out, 'results') : `${root}docs/study`));

const plan = values.quick ? quickPlan() : wholePlan();
const cells = shardOf(plan.cells, { index, of }).filter(
  ({ id, asks }) => id.includes(values.cells) && (asks !== 'segments' || values.pets !== undefined),
);
if (cells.length === 0)
  refuse(`--cells ${values.cells}: no cell has that in its name (those of pets need --pets DIR).`);
await mkdir(join(results, 'cells'), { recursive: true });
const finished = new Map((await readResults(join(results, 'cells'))).map(result => [result.cell, result]));
const progress = new Progress(out, cells, finished);

let stops = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (stops = true));
for (const cell of cells) {
  if (stops) break;
  if (finished.has(cell.id)) continue;
  try {
    await progress.begin(cell);
    const result = await runCell(cell, plan.sizes, { data, pets, out }, doing => progress.show(cell, doing));
    await writeTextAtomically(join(results, 'cells', `${cell.id}.json`), `${JSON.stringify(result, null, 1)}\n`);
    await progress.end(cell, result);
  } catch (error) {
    if (error instanceof Interrupted) stops = true;
    else await progress.fail(cell, messageOf(error));
  }
}
await progress.close();
const found = await readResults(join(results, 'cells'));
if (found.length > 0) await writeStudy(found, results);
if (stops) console.log('Stopped; the same command goes on.');
process.exitCode = stops ? 130 : progress.hasFailed ? 1 : 0;

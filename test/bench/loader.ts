// npm run bench:loader: random crops that one decoding thread makes in a second, of photographs of several sizes, and those that Pillow
// makes in one process as torchvision would (MFM_PYTHON or python3 with Pillow and NumPy), in turn.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { type ImageFolder, openImageFolder } from '../../extension/engine/data/folder.js';
import { Loader } from '../../extension/engine/data/loader.js';
import { root } from '../support/root.js';
import { markdownTable, median } from './table.js';

const SIDE = 224;
const ROUNDS = 5;

const folder = await mkdtemp(join(tmpdir(), 'mfm loader '));
const rows = [];
try {
  for (const [width, height] of [
    [500, 375],
    [1600, 1200],
    [4000, 3000],
  ] as const) {
    const source = await photographs(width, height);
    const passes = Math.max(1, Math.round(2e6 / (width * height)));
    const contenders = [
      () => ours(source, passes, false),
      () => ours(source, passes, true),
      () => pillow(source, passes),
    ];
    const speeds: number[][] = contenders.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, measure] of contenders.entries()) speeds[i]!.push(await measure());
    }
    const [exact, shrunk, theirs] = speeds.map(median) as [number, number, number];
    const ratio = (speed: number) => `${speed.toFixed(1)} (${(speed / theirs).toFixed(2)} x)`;
    rows.push([`${width} x ${height}`, ratio(exact), ratio(shrunk), theirs.toFixed(1)]);
  }
} finally {
  await rm(folder, { recursive: true });
}
console.log(`Crops of ${SIDE} pixels a second, median of ${ROUNDS} rounds in turn\n`);
console.log(markdownTable(['photographs', 'ours', 'ours, SHRINK_ON_LOAD', 'Pillow'], rows));

/** Sixteen of the examples at this size. */
async function photographs(width: number, height: number): Promise<ImageFolder> {
  const examples = await openImageFolder(join(root, 'examples/photos'));
  const into = join(folder, `${width}`);
  await mkdir(into);
  for (const [i, { path }] of examples.entries.slice(0, 16).entries()) {
    const photograph = sharp(join(examples.root, path)).resize(width, height, { fit: 'fill' }).jpeg({ quality: 90 });
    await photograph.toFile(join(into, `${i}.jpg`));
  }
  return openImageFolder(into);
}

async function ours(source: ImageFolder, passes: number, shrinks: boolean): Promise<number> {
  const view = { kind: 'crop', size: [SIDE, SIDE], minCropScale: 0.2, filter: 'bicubic', shrinks } as const;
  const loader = new Loader({ source, view, batchSize: 16, seed: 0, threads: 1 });
  for await (const _ of loader.epoch(0)) break;
  const start = performance.now();
  let images = 0;
  for (let epoch = 1; epoch <= passes; epoch++) {
    for await (const batch of loader.epoch(epoch)) images += batch.size;
  }
  const seconds = (performance.now() - start) / 1000;
  await loader.close();
  return images / seconds;
}

function pillow({ root: from, entries }: ImageFolder, passes: number): number {
  const script = join(root, 'test/bench/pillow_loader.py');
  const input = entries.map(({ path }) => join(from, path)).join('\n');
  const { stdout } = spawnSync(process.env['MFM_PYTHON'] ?? 'python3', [script, `${SIDE}`, `${passes}`], {
    input,
    encoding: 'utf8',
  });
  return stdout ? Number(stdout) : Number.NaN;
}

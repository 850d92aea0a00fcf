/*
 * How long a checkpoint of ViT-B takes to open and to load for inference, and the memory it needs, on each backend and in
 * both formats. After a build: MFM_LIBTENSORFLOW=... node dist/test/bench/openCheckpoint.js
 *
 * Memory is the peak of the process above what it had with its backend started, in multiples of the file. A process each.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeMeta } from '../../extension/engine/checkpoint/checkpointMeta.js';
import { loadModel } from '../../extension/engine/checkpoint/loadModel.js';
import { openFile } from '../../extension/engine/checkpoint/open.js';
import { writeSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { storedModel } from '../../extension/engine/checkpoint/storedModel.js';
import { float32Tensor } from '../../extension/engine/checkpoint/tensorData.js';
import type { TensorSource } from '../../extension/engine/checkpoint/tensorSource.js';
import { loadConfig } from '../../extension/engine/config/load.js';
import { toYaml } from '../../extension/engine/config/write.js';
import { convert } from '../../extension/engine/convert/convert.js';
import { createModel } from '../../extension/engine/models/model.js';
import { Random } from '../../extension/engine/random.js';
import { backends } from '../support/backends.js';
import { root } from '../support/root.js';
import { markdownTable } from './table.js';

const MIB = 2 ** 20;

interface Measured {
  openMilliseconds: number;
  loadMilliseconds: number;
  peakBytes: number;
}

const [backend, file] = process.argv.slice(2);
if (backend && file) console.log(JSON.stringify(await measure(backend, file)));
else await compare();

async function compare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mfm-bench-'));
  try {
    const own = join(folder, 'vit_base.safetensors');
    await writeModel(own);
    const pth = join(folder, 'vit_base.pth');
    await convert(own, pth);
    const rows: string[][] = [];
    for (const { name } of backends) {
      for (const path of [own, pth]) {
        const { size } = await stat(path);
        const { openMilliseconds: open, loadMilliseconds: load, peakBytes } = measureApart(name, path);
        const kind = path.slice(path.lastIndexOf('.'));
        const memory = `${(peakBytes / MIB).toFixed(0)} MiB, ${(peakBytes / size).toFixed(2)} x the file`;
        const times = [`${open.toFixed(0)} ms`, `${(load / 1000).toFixed(2)} s`];
        rows.push([name, `${kind}, ${(size / MIB).toFixed(0)} MiB`, ...times, memory]);
      }
    }
    console.log(markdownTable(['backend', 'file', 'header', 'for inference', 'peak memory'], rows));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A model of the preset without an optimiser, tensor by tensor. */
async function writeModel(path: string): Promise<void> {
  const config = await loadConfig(`${root}examples/configs/vit_base.yaml`);
  const tensors = createModel(config).parameters.stored.map(({ name, shape, init }): [string, TensorSource] => {
    const count = shape.reduce((product, side) => product * side, 1);
    return [name, { dtype: 'F32', shape, read: async () => float32Tensor(shape, init(new Random(0), count)) }];
  });
  const progress = { epoch: 0, step: 0, updates: 0, loss: Number.NaN, bestLoss: Number.NaN };
  const state = { schedule: null, random: null, created: new Date().toISOString() };
  const meta = { formatVersion: 1 as const, mfmVersion: '0', config: toYaml(config), ...progress, ...state };
  await writeSafetensors(path, new Map(tensors), encodeMeta(meta));
}

function measureApart(name: string, path: string): Measured {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name, path], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Measured;
}

async function measure(name: string, path: string): Promise<Measured> {
  const { useRuntime } = await import('../../extension/engine/runtime/runtime.js');
  useRuntime(await backends.find(found => found.name === name)!.create());
  const before = process.memoryUsage.rss();
  const start = performance.now();
  storedModel(await openFile(path));
  const opened = performance.now();
  await loadModel(path);
  const loaded = performance.now();
  const peak = process.resourceUsage().maxRSS * 1024;
  return { openMilliseconds: opened - start, loadMilliseconds: loaded - opened, peakBytes: peak - before };
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { writeSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { float32Tensor } from '../../extension/engine/checkpoint/tensorData.js';
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { toYaml } from '../../extension/engine/config/write.js';
import { circle, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { frequencyKind, frequencyViews, usualMetrics } from '../../extension/engine/metrics/recorded.js';
import { Random } from '../../extension/engine/random.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import type { RunState } from '../../extension/engine/runs/runState.js';
import { root } from './root.js';

const { mean: imagenetMean, std: imagenetStd } = imagenetStatistics;

/** Photographs that stand in for samples. */
export const photographs = ['animals/chelsea.jpg', 'texture/brick.jpg', 'objects/coffee.jpg', 'fish/fish1.jpg'];

/** An empty folder that `body` may use and that is gone afterwards. */
export async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mfm-report-'));
  try {
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The config of the made-up run. */
export function fakeConfig(size: number): Config {
  const config = defaultConfig();
  config.DATA.IMG_SIZE = size;
  config.DATA.BATCH_SIZE = 16;
  config.DATA.MASK_RADIUS1 = Math.round((size * 16) / 224);
  config.DATA.DATA_PATH = '/photos';
  config.MODEL.VIT.EMBED_DIM = 192;
  config.MODEL.VIT.INIT_VALUES = null;
  config.TRAIN.EPOCHS = 40;
  config.TRAIN.OPTIMIZER.BETAS = [0.9, 0.95];
  config.TAG = 'demo';
  return config;
}

/** Writes config, state and metrics of a run that trained `steps` steps. */
export async function writeFakeRun(
  dir: string,
  steps: number,
  size: number,
  change: Partial<RunState> = {},
): Promise<void> {
  const folder = RunFolder.open(dir);
  await mkdir(dir, { recursive: true });
  await writeFile(folder.configFile, toYaml(fakeConfig(size)));
  const totalSteps = 480;
  await folder.writeState({
    state: 'finished',
    pid: 1,
    created: '2026-03-01T09:00:00.000Z',
    updated: '2026-03-01T09:04:12.000Z',
    command: ['pretrain', 'examples/configs/demo.yaml', 'TAG', 'my run'],
    backend: 'tensorflow',
    device: 'CPU, 2 threads',
    mfmVersion: '0.1.0',
    epoch: Math.floor(steps / 12),
    step: steps,
    totalSteps,
    values: { loss: 0.41 },
    start: {
      run: dir,
      kind: frequencyKind,
      metrics: usualMetrics,
      views: frequencyViews,
      backend: 'tensorflow',
      device: 'CPU, 2 threads',
      model: 'ViT, patch 16, width 192, depth 12',
      parameters: 5_678_208,
      images: 83,
      batchSize: 16,
      accumulation: 1,
      stepsPerEpoch: 12,
      epochs: 40,
      totalSteps,
      learningRate: 3e-4,
      step: 0,
    },
    ...change,
  });
  const random = new Random(7);
  const lines = Array.from({ length: steps }, (_, i) => JSON.stringify(fakeStep(i, Math.max(steps, 2), random)));
  await writeFile(folder.metricsFile, lines.map(line => `${line}\n`).join(''));
}

function fakeStep(i: number, steps: number, random: Random): object {
  const progress = i / (steps - 1);
  return {
    type: 'step',
    epoch: Math.floor(i / 12),
    step: i + 1,
    totalSteps: steps,
    loss: 0.38 + 0.62 * Math.exp(-6 * progress) + random.normal(0.015),
    lr: progress < 0.1 ? 3e-3 * progress : 1.5e-4 * (1 + Math.cos((Math.PI * (progress - 0.1)) / 0.9)),
    gradNorm: 0.4 + 3 * Math.exp(-8 * progress) + Math.abs(random.normal(0.12)),
    imagesPerSecond: 31 + random.normal(0.8) - (i === 0 ? 22 : 0),
    etaSeconds: 1,
    memoryBytes: 0.6e9 + 0.8e9 * Math.min(1, i / 30) + random.normal(1e6),
    time: new Date(Date.UTC(2026, 2, 1, 9, 0, 0) + 520 * i).toISOString(),
  };
}

/** Writes sample files whose predictions are blurred photographs, sharper at later steps. */
export async function writeFakeSamples(dir: string, steps: number[], size: number, paths = photographs): Promise<void> {
  const { samplesDir } = RunFolder.open(dir);
  await mkdir(samplesDir, { recursive: true });
  const low = shapedMask(size, size, circle(Math.round((size * 16) / 224), 999));
  const files = photographs.slice(0, paths.length).map(path => join(root, 'examples/photos', path));
  for (const [k, step] of steps.entries()) {
    const input = new Uint8Array(paths.length * 3 * size * size);
    const prediction = new Float32Array(input.length);
    const mask = new Uint8Array(paths.length * size * size);
    for (const [i, file] of files.entries()) {
      const square = sharp(file).resize(size, size);
      const clean = await square.clone().removeAlpha().toColourspace('srgb').raw().toBuffer();
      const blurred = await square
        .blur(Math.max(0.3, ((steps.length - k) * size) / 90))
        .removeAlpha()
        .toColourspace('srgb')
        .raw()
        .toBuffer();
      for (let j = 0; j < size * size * 3; j++) {
        const [pixel, c] = [Math.floor(j / 3), j % 3];
        const target = (i * 3 + c) * size * size + pixel;
        input[target] = clean[j]!;
        prediction[target] = (blurred[j]! / 255 - imagenetMean[c]!) / imagenetStd[c]!;
      }
      mask.set(i % 2 === 0 ? low : low.map(kept => 1 - kept), i * size * size);
    }
    await writeSafetensors(
      join(samplesDir, `step-${String(step).padStart(6, '0')}.safetensors`),
      new Map([
        ['input', { dtype: 'U8', shape: [paths.length, 3, size, size], data: input }],
        ['prediction', float32Tensor([paths.length, 3, size, size], prediction)],
        ['mask', { dtype: 'U8', shape: [paths.length, size, size], data: mask }],
      ]),
      { paths: JSON.stringify(paths), step: String(step), epoch: String(step / 12), loss: '0.4' },
    );
  }
}

/** Writes small checkpoints at these steps, the last of them the best. */
export async function writeFakeCheckpoints(dir: string, steps: number[]): Promise<void> {
  const { checkpointsDir } = RunFolder.open(dir);
  await mkdir(checkpointsDir, { recursive: true });
  const nameOf = (step: number) =>
    `epoch-${String(step / 12).padStart(4, '0')}-step-${String(step).padStart(6, '0')}.safetensors`;
  for (const [i, step] of steps.entries()) {
    await saveCheckpoint(join(checkpointsDir, nameOf(step)), {
      meta: {
        formatVersion: 1,
        mfmVersion: '0.1.0',
        config: toYaml(fakeConfig(64)),
        epoch: step / 12,
        step,
        updates: step,
        schedule: {},
        random: {},
        loss: 0.5 - 0.03 * i,
        bestLoss: 0.5 - 0.03 * i,
        created: '2026-03-01T09:04:12.000Z',
      },
      tensors: new Map([['weight', float32Tensor([4], Float32Array.of(1, 2, 3, 4))]]),
    });
  }
  const best = { file: nameOf(steps.at(-1)!), loss: 0.5 - 0.03 * (steps.length - 1) };
  await writeFile(join(checkpointsDir, 'best.json'), JSON.stringify(best));
}

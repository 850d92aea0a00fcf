import path from 'node:path';
import { writeSafetensors } from '../../checkpoint/safetensors.js';
import { float32Tensor, type TensorData } from '../../checkpoint/tensorData.js';
import type { Config } from '../../config/schema.js';
import { degrades, maskedImages, type Task, tasksOf } from '../../config/tasks.js';
import { degradationText } from '../../corruption/degradationText.js';
import { degrade } from '../../corruption/degrade.js';
import { trainingBands } from '../../data/adaptiveRadii.js';
import { UnreadableImage } from '../../data/decode.js';
import type { ImageFolder, TrainingFolder } from '../../data/folder.js';
import { type RgbImage, toPlanar } from '../../data/image.js';
import { prepareImage } from '../../data/prepare.js';
import { complement, shapedMask } from '../../frequency/maskShape.js';
import type { PretrainModel } from '../../models/model.js';
import { Random } from '../../random.js';
import { sampleName } from '../../runs/sampleNames.js';
import type { GiveUp, SampleWriter, WrittenSamples } from '../method.js';
import { Reconstructor, type Taken } from './reconstruct.js';
import { gainOf, sampleGain } from './sampleGain.js';

/** Names the random streams that the samples' degradations are drawn from. */
const SAMPLE_STREAM = 0x5a;

/** The photographs whose reconstructions a run shows over time: always the same ones, corrupted in the same way. */
export interface SampleImages {
  paths: string[];
  /** `[n, 3, size, size]` in [0, 1]. */
  images: Float32Array;
  /** `[n]`: the tasks of each image. */
  tasks: (readonly Task[])[];
  /** What is taken from them; without degraded images where the mask is the only task, without masks where it is none. */
  taken: Taken;
  /** Whether the run trains on none of them. */
  heldOut: boolean;
}

/**
 * Picks images that are held out, where there are any, else some of those that are trained on, spread evenly over the folder; ones
 * that cannot be decoded give way to the next. Tasks that a run draws between take turns, and so do low-pass and high-pass among
 * the images that are masked, unless the run has one of them alone.
 */
export async function chooseSamples(
  { heldOut, ...training }: TrainingFolder,
  config: Config,
  giveUpTraining: GiveUp,
): Promise<SampleImages> {
  const { DATA: data, SEED: seed } = config;
  const [folder, giveUp]: [ImageFolder, GiveUp] = heldOut ? [heldOut, () => {}] : [training, giveUpTraining];
  const bands = await trainingBands(config, folder);
  const size = data.IMG_SIZE;
  const chosen = await readSpread(folder, config, giveUp);
  const each = tasksOf(data);
  const turns = data.TASKS_MODE === 'chain' ? 1 : each.length;
  const tasks = chosen.map((_, i) => (turns === 1 ? each : [each[i % turns]!]));
  const images = new Float32Array(chosen.length * 3 * size * size);
  const masks = new Float32Array(chosen.length * size * size);
  const degraded = new Float32Array(degrades(data) ? images.length : 0);
  for (const [i, { image, entry }] of chosen.entries()) {
    const pixels = toPlanar(image);
    images.set(pixels, i * pixels.length);
    if (degrades(data)) {
      degraded.set(degrade(pixels, size, tasks[i]!, data, new Random(seed, SAMPLE_STREAM, i)), i * pixels.length);
    }
    if (!tasks[i]!.includes('mfm')) continue;
    const low = shapedMask(size, size, bands.bands[bands.ofEntry[entry]!]!);
    masks.set(isLowPass(data.SAMPLE_RATIO, Math.floor(i / turns)) ? low : complement(low), i * size * size);
  }
  return {
    paths: chosen.map(({ entry }) => folder.entries[entry]!.path),
    images,
    tasks,
    taken: {
      degraded: degrades(data) ? degraded : undefined,
      masks: maskedImages(data) === 'none' ? undefined : masks,
      masked: maskedImages(data) === 'some' ? Uint8Array.from(tasks, t => (t.includes('mfm') ? 1 : 0)) : undefined,
    },
    heldOut: heldOut !== undefined,
  };
}

/** @param ratio the share of images that keep their low frequencies (DATA.SAMPLE_RATIO) */
function isLowPass(ratio: number, turn: number): boolean {
  return ratio === 1 || (ratio > 0 && turn % 2 === 0);
}

/** Up to SAMPLES.COUNT images of a folder, and which of its entries they are. */
async function readSpread(folder: ImageFolder, config: Config, giveUp: GiveUp) {
  const count = folder.entries.length;
  const wanted = Math.min(config.SAMPLES.COUNT, count);
  const tried = new Set<number>();
  const chosen: { entry: number; image: RgbImage }[] = [];
  for (let i = 0; i < wanted; i++) {
    const first = Math.floor(((i + 0.5) * count) / wanted);
    for (let entry = first; tried.size < count; entry = (entry + 1) % count) {
      if (tried.has(entry)) continue;
      tried.add(entry);
      const image = await readSample(path.join(folder.root, folder.entries[entry]!.path), config.DATA.IMG_SIZE);
      if (typeof image === 'object') {
        chosen.push({ entry, image });
        break;
      }
      if (image !== undefined) giveUp(entry, image);
    }
  }
  return chosen;
}

/** The image, or why it cannot be decoded; undefined for one that only has no square to show. */
async function readSample(file: string, size: number): Promise<RgbImage | string | undefined> {
  return prepareImage(file, size).catch(error => (error instanceof UnreadableImage ? error.reason : undefined));
}

/** Restores the samples with the model as it is: writes `step-000120.safetensors` and says how much that gains. */
export class PretextSamples implements SampleWriter {
  private readonly reconstructor: Reconstructor;

  constructor(
    private readonly model: PretrainModel,
    private readonly config: Config,
    private readonly samples: SampleImages,
    private readonly folder: string,
  ) {
    this.reconstructor = new Reconstructor(model, config);
  }

  async write(epoch: number, step: number): Promise<WrittenSamples> {
    const { images, taken, tasks, paths } = this.samples;
    const { corrupted, prediction, loss } = await this.reconstructor.run(images, taken);
    const n = paths.length;
    const size = Math.sqrt(images.length / n / 3);
    const file = path.join(this.folder, sampleName(step));
    const tensors = new Map<string, TensorData>([
      ['input', bytes([n, 3, size, size], images, 255)],
      ['prediction', float32Tensor([n, 3, size, size], prediction)],
    ]);
    if (taken.masks) tensors.set('mask', bytes([n, size, size], taken.masks, 1));
    if (taken.degraded) tensors.set('corrupted', bytes([n, 3, size, size], corrupted, 255));
    await writeSafetensors(file, tensors, {
      paths: JSON.stringify(paths),
      step: String(step),
      epoch: String(epoch),
      loss: String(loss),
      mean: JSON.stringify(this.model.input.mean),
      std: JSON.stringify(this.model.input.std),
      held_out: String(this.samples.heldOut),
      ...(taken.degraded && {
        task: JSON.stringify(tasks.map(t => inOrder(t).join('+'))),
        degradation: JSON.stringify(tasks.map(t => degradationText(t, this.config.DATA) ?? '')),
      }),
    });
    const gain = gainOf(this.samples, this.model.input, corrupted, prediction);
    return { file, values: Number.isFinite(gain) ? { [sampleGain.id]: gain } : {} };
  }

  dispose(): void {
    this.reconstructor.dispose();
  }
}

/** The tasks of a chain as they are applied. */
function inOrder(tasks: readonly Task[]): Task[] {
  return (['deblur', 'sr', 'denoise', 'mfm'] as const).filter(task => tasks.includes(task));
}

function bytes(shape: number[], values: Float32Array, scale: number): TensorData {
  return { dtype: 'U8', shape, data: Uint8Array.from(values, v => Math.round(Math.min(Math.max(v, 0), 1) * scale)) };
}

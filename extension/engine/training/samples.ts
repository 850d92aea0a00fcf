import path from 'node:path';
import { writeSafetensors } from '../checkpoint/safetensors.js';
import { float32Tensor, type TensorData } from '../checkpoint/tensorData.js';
import type { Config } from '../config/schema.js';
import { complement, frequencyMask } from '../corruption/mask.js';
import type { ImageFolder } from '../data/folder.js';
import { type RgbImage, toPlanar } from '../data/image.js';
import { prepareImage } from '../data/prepare.js';
import { Reconstructor } from '../inspect/reconstruct.js';
import type { PretrainModel } from '../models/model.js';
import { sampleName } from '../runs/sampleNames.js';

/** The photographs whose reconstructions a run shows over time: always the same ones, masked the same way. */
export interface SampleImages {
  paths: string[];
  /** `[n, 3, size, size]` in [0, 1]. */
  images: Float32Array;
  /** `[n, size, size]`, shifted, 1 = kept; images alternate between low-pass and high-pass. */
  masks: Float32Array;
}

/** Picks images spread evenly over the folder; ones that cannot be read give way to the next. */
export async function chooseSamples(folder: ImageFolder, config: Config): Promise<SampleImages> {
  const { IMG_SIZE: size, MASK_RADIUS1, MASK_RADIUS2 } = config.DATA;
  const wanted = Math.min(config.SAMPLES.COUNT, folder.entries.length);
  const chosen: { file: string; image: RgbImage }[] = [];
  for (let i = 0; i < wanted; i++) {
    const entry = folder.entries[Math.floor(((i + 0.5) * folder.entries.length) / wanted)]!;
    const image = await prepareImage(path.join(folder.root, entry.path), size).catch(() => undefined);
    if (image) chosen.push({ file: entry.path, image });
  }
  const low = frequencyMask(size, MASK_RADIUS1, MASK_RADIUS2);
  const images = new Float32Array(chosen.length * 3 * size * size);
  const masks = new Float32Array(chosen.length * size * size);
  for (const [i, { image }] of chosen.entries()) {
    images.set(toPlanar(image), i * 3 * size * size);
    masks.set(i % 2 === 0 ? low : complement(low), i * size * size);
  }
  return { paths: chosen.map(c => c.file), images, masks };
}

/** Reconstructs the samples with the model as it is and writes `step-000120.safetensors`; resolves to the file. */
export class SampleWriter {
  private readonly reconstructor: Reconstructor;

  constructor(
    model: PretrainModel,
    config: Config,
    private readonly samples: SampleImages,
    private readonly folder: string,
  ) {
    this.reconstructor = new Reconstructor(model, config);
  }

  async write(epoch: number, step: number): Promise<string> {
    const { images, masks, paths } = this.samples;
    const { prediction, loss } = await this.reconstructor.run(images, masks);
    const n = paths.length;
    const size = Math.sqrt(masks.length / n);
    const file = path.join(this.folder, sampleName(step));
    const tensors = new Map<string, TensorData>([
      ['input', bytes([n, 3, size, size], images, 255)],
      ['prediction', float32Tensor([n, 3, size, size], prediction)],
      ['mask', bytes([n, size, size], masks, 1)],
    ]);
    await writeSafetensors(file, tensors, {
      paths: JSON.stringify(paths),
      step: String(step),
      epoch: String(epoch),
      loss: String(loss),
    });
    return file;
  }

  dispose(): void {
    this.reconstructor.dispose();
  }
}

function bytes(shape: number[], values: Float32Array, scale: number): TensorData {
  return { dtype: 'U8', shape, data: Uint8Array.from(values, v => Math.round(v * scale)) };
}

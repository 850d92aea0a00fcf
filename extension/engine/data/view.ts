import type { Config } from '../config/schema.js';
import { degrades, drawTasks } from '../config/tasks.js';
import { degrade } from '../corruption/degrade.js';
import type { Random } from '../random.js';
import { randomCrop } from './crop.js';
import { crop, flip, type RgbImage, toPlanar } from './image.js';
import { preparedSquare } from './prepare.js';
import { type Filter, resize } from './resize.js';

/** How a training view is made of an image. */
export interface ViewOptions {
  /** Side of the view in pixels. */
  imageSize: number;
  /** Smallest share of the image's area that a crop keeps. */
  minCropScale: number;
  filter: Filter;
  /** Probability of the low-pass mask (SAMPLE_RATIO). */
  sampleRatio: number;
  /** The pretext tasks; without them the frequency mask alone. */
  tasks?: Config['DATA'];
}

/** How an image is seen as it is, for evaluation. */
export interface SquareOptions {
  /** Side of the view in pixels. */
  square: number;
}

/** One sample. */
export interface View {
  /** `[3, imageSize, imageSize]` in [0, 1]. */
  pixels: Float32Array;
  /** What the encoder sees instead of `pixels`, before any frequency mask; absent where the task takes nothing else. */
  degraded?: Float32Array;
  /** Whether this sample keeps the low frequencies; else it keeps the high ones. */
  lowPass: boolean;
  /** Whether the frequency mask applies to this sample. */
  masked: boolean;
}

/**
 * A random view of `image`: random resized crop, mirror image with p = 0.5, the choice of mask, and then what the other
 * pretext tasks take, drawn from `random` in this order (fact sheet 1.1, 1.2, 1.6, 1.7).
 */
export function randomView(image: RgbImage, options: ViewOptions, random: Random): View {
  const box = randomCrop(image.width, image.height, options.minCropScale, random);
  const mirrored = random.bernoulli(0.5);
  const lowPass = random.bernoulli(options.sampleRatio);
  const view = resize(crop(image, box), options.imageSize, options.imageSize, options.filter);
  const pixels = toPlanar(mirrored ? flip(view) : view);
  const data = options.tasks;
  if (!data || !degrades(data)) return { pixels, lowPass, masked: true };
  const tasks = drawTasks(data, random);
  const masked = tasks.includes('mfm');
  const isWhole = masked && tasks.length === 1;
  const degraded = isWhole ? undefined : degrade(pixels, options.imageSize, tasks, data, random);
  return { pixels, degraded, lowPass, masked };
}

/** The middle of `image`, of which nothing is masked; see `preparedSquare`. */
export function squareView(image: RgbImage, { square }: SquareOptions): View {
  return { pixels: toPlanar(preparedSquare(image, square)), lowPass: true, masked: false };
}

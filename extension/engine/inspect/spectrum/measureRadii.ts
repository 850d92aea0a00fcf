import { relative, resolve } from 'node:path';
import { commonSide, squareWithin } from '../../data/commonSide.js';
import { UnreadableImage } from '../../data/decode.js';
import { toPlanar } from '../../data/image.js';
import { listFolder } from '../../data/listFolder.js';
import { sampleClasses } from '../../data/sampleClasses.js';
import { sampleFolder } from '../../data/sampleFolder.js';
import { UserError } from '../../errors.js';
import { type EnergyRadius, energyRadius } from './energyRadius.js';
import { pixelSpectrum } from './pixelSpectrum.js';
import { radialProfile } from './radialProfile.js';
import { power } from './spectrumMaps.js';

export interface RadiiOptions {
  /** Share of the energy without the constant term, in (0, 1). */
  energy: number;
  /** Side in pixels of the squares that training makes of images; none is scaled up to be measured. */
  size: number;
  /** Most images that are measured; with `perClass` of each class. They are spread evenly over the folder. */
  images: number;
  perClass: boolean;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** The radius of some images' mean spectrum, and how many images those are. */
export interface MeasuredRadius extends EnergyRadius {
  images: number;
}

/** What a folder's spectra say about where to cut. */
export interface MeasuredRadii {
  /** Side in pixels of the squares that were measured: `size`, or less where the images have less. */
  side: number;
  all: MeasuredRadius;
  /** By name; empty without `perClass`. */
  classes: Map<string, MeasuredRadius>;
  /** Files that could not be used, relative to the folder, and why. */
  failures: { path: string; reason: string }[];
}

/**
 * Finds the radius that holds a share of the energy (see `energyRadius`) in the mean power spectrum of a folder's images,
 * and in that of each class folder. Every image counts the same, classes with few images included. Images that are smaller
 * than `size` are measured as they are: scaled up they have the same frequencies at the same bins, and a cross on top.
 *
 * @throws UserError when there is no image, no class where classes are asked for, or no image can be used
 */
export async function measureRadii(dir: string, options: RadiiOptions): Promise<MeasuredRadii> {
  const { energy, size, signal, onProgress } = options;
  const groups = options.perClass
    ? await classesOf(dir, options.images)
    : [{ name: '', files: await sampleFolder(dir, options.images) }];
  const every = groups.flatMap(({ files }) => files);
  const total = every.length;
  const side = await commonSide(every, size, signal);
  const all = new MeanPower(side);
  const classes = new Map<string, MeasuredRadius>();
  const failures: MeasuredRadii['failures'] = [];
  let done = 0;
  for (const { name, files } of groups) {
    const own = new MeanPower(side);
    for (const file of files) {
      signal?.throwIfAborted();
      onProgress?.(done++, total);
      const found = await powerOf(file, side);
      if (found instanceof UnreadableImage) {
        failures.push({ path: relative(resolve(dir), file).replaceAll('\\', '/'), reason: found.reason });
      } else {
        own.add(found);
        all.add(found);
      }
    }
    if (options.perClass && own.images > 0) classes.set(name, own.radius(size, energy));
  }
  signal?.throwIfAborted();
  onProgress?.(done, total);
  if (all.images === 0) {
    const { path, reason } = failures[0]!;
    throw new UserError(
      `None of the images in ${dir} can be used (${path}: ${reason}): replace them or name another folder.`,
    );
  }
  return { side, all: all.radius(size, energy), classes, failures };
}

async function classesOf(dir: string, images: number): Promise<{ name: string; files: string[] }[]> {
  // Read first, for its sentence about a folder that cannot be read or is empty.
  await sampleFolder(dir, 1);
  const { folders } = await listFolder(dir, 0);
  const { sampled, classes } = await sampleClasses(dir, images * Math.max(1, folders.length), Number.POSITIVE_INFINITY);
  if (classes > 0) return sampled;
  throw new UserError(
    `${dir} has no two class folders with images: leave out --per-class, or name a folder with one folder per class.`,
  );
}

async function powerOf(file: string, side: number): Promise<Float64Array | UnreadableImage> {
  try {
    return power(pixelSpectrum(toPlanar(await squareWithin(file, side)), side, side));
  } catch (error) {
    if (error instanceof UnreadableImage) return error;
    throw error;
  }
}

/** Power spectra added up to their mean; one map at a time, however many images there are. */
class MeanPower {
  images = 0;
  private readonly sum: Float64Array;

  constructor(private readonly side: number) {
    this.sum = new Float64Array(side * side);
  }

  add(power: Float64Array): void {
    this.images++;
    for (let i = 0; i < power.length; i++) this.sum[i]! += power[i]!;
  }

  /** The share does not depend on whether it is a sum or a mean that is measured. */
  radius(size: number, energy: number): MeasuredRadius {
    return { images: this.images, ...energyRadius(radialProfile(this.sum, this.side, this.side), size, energy) };
  }
}

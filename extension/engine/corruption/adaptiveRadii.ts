import { readFile } from 'node:fs/promises';
import type { Config } from '../config/schema.js';
import type { ImageFolder } from '../data/folder.js';
import { UserError } from '../errors.js';
import { problemOf } from '../files/fileProblem.js';
import { inBins, maskBand } from './maskBand.js';
import type { ShapedBand } from './maskShape.js';

/** Radii measured on a data set. In a file: `{"format": "mfm-radii", "version": 1, "size": 224, "energy": 0.9, ...}`. */
export interface AdaptiveRadii {
  /** Side in pixels of the images that were measured. */
  size: number;
  /** Share of the mean spectrum's energy inside the radii. */
  energy: number;
  /** In bins at `size`: for images of no class, and of classes that are not listed. */
  radius: number;
  /** In bins at `size`, by the name of the class: the first folder below the images' root. */
  classes: Record<string, number>;
}

/** The bands of a run's masks. */
export interface TrainingBands {
  /** Different ones, at most 256. */
  bands: ShapedBand[];
  /** Which of them each entry of the folder has. */
  ofEntry: Uint8Array;
}

const FORMAT = 'mfm-radii';

/** The text of a file of radii, in the form that `parseRadii` reads. */
export function radiiText(radii: AdaptiveRadii): string {
  return `${JSON.stringify({ format: FORMAT, version: 1, ...radii }, undefined, 2)}\n`;
}

/** Reads a file of radii. @throws UserError that names the file and what is wrong with it */
export async function readRadii(file: string): Promise<AdaptiveRadii> {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new UserError(`DATA.MASK_RADII: ${file} cannot be read (${problemOf(error)}); make it with \`mfm radii\`.`);
  });
  return parseRadii(text, file);
}

/** @throws UserError that names the file and what is wrong with it */
export function parseRadii(text: string, file: string): AdaptiveRadii {
  const { format, version, size, energy, radius, classes } = (jsonOf(text) ?? {}) as Record<string, unknown>;
  if (format !== FORMAT) throw new UserError(`${file} is no file of radii; make one with \`mfm radii\`.`);
  if (version !== 1) {
    throw new UserError(
      `${file} is of version ${version} and this program reads version 1; make it anew with \`mfm radii\`.`,
    );
  }
  if (!isAbove0(size)) throw new UserError(`${file}: size must be the side of the images in pixels.`);
  const most = size / 2;
  const checked = (name: string, value: unknown): number => {
    if (isAbove0(value) && value < most) return value;
    throw new UserError(
      `${file}: ${name} must be a number above 0 and below half of its size (${most}), not ${JSON.stringify(value)}.`,
    );
  };
  const named = Object.entries(isRecord(classes) ? classes : {});
  return {
    size,
    energy: typeof energy === 'number' ? energy : Number.NaN,
    radius: checked('radius', radius),
    classes: Object.fromEntries(named.map(([name, value]) => [name, checked(`the radius of class ${name}`, value)])),
  };
}

/** The inner radius of a class at another image size, in bins; `undefined` is the class of images in no folder. */
export function radiusOfClass(radii: AdaptiveRadii, name: string | undefined, size: number): number {
  const own = name !== undefined && Object.hasOwn(radii.classes, name) ? radii.classes[name]! : radii.radius;
  return inBins(own / radii.size, size);
}

/**
 * Where the masks of a folder's images cut: the config's band for all, or with DATA.MASK_RADII that of each image's class.
 *
 * @throws UserError when the file of radii cannot be used with the config
 */
export async function trainingBands(config: Pick<Config, 'DATA'>, folder: ImageFolder): Promise<TrainingBands> {
  const { MASK_RADII: file, IMG_SIZE: size } = config.DATA;
  if (file === '') return { bands: [maskBand(config)], ofEntry: new Uint8Array(folder.entries.length) };
  const radii = await readRadii(file);
  const byEntry = folder.entries.map(({ label }) => radiusOfClass(radii, folder.classes[label], size));
  const different = [...new Set(byEntry)];
  if (different.length > 256) {
    throw new UserError(
      `${file} holds ${different.length} different radii and a run takes 256: round them to whole bins.`,
    );
  }
  const bands = different.map(radius => maskBand(config, radius));
  const outside = bands.find(({ r1, r2 }) => r1 >= r2);
  if (outside) {
    const { r1, r2 } = outside;
    throw new UserError(
      `${file} holds a radius of ${r1} bins at ${size} pixels, beyond the outer radius of ${r2}; raise that.`,
    );
  }
  return { bands, ofEntry: Uint8Array.from(byEntry, radius => different.indexOf(radius)) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbove0(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

import { custom, fallback, finite, gtValue, is, literal, number, object, optional, pipe, unknown } from 'valibot';
import { inBins, maskBand } from '../config/maskBand.js';
import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import { type JsonLimits, parseJsonAs } from '../files/boundedJson.js';
import { problemOf } from '../files/fileProblem.js';
import { readText } from '../files/regularFile.js';
import type { ShapedBand } from '../frequency/maskShape.js';
import type { ImageFolder } from './folder.js';

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

/** Far more than a file with a class for each of a hundred thousand folders has. */
const MOST_BYTES = 2 ** 24;
const LIMITS: JsonLimits = { depth: 8, values: 2 ** 20 };

const above0 = pipe(number(), finite(), gtValue(0));
/** Radii are looked at one by one, for what is wrong with one is said by the name of its class. */
const radiiFile = object({
  format: literal(FORMAT),
  version: optional(unknown()),
  size: optional(unknown()),
  energy: fallback(number(), Number.NaN),
  radius: optional(unknown()),
  classes: fallback(custom<Record<string, unknown>>(isRecord), {}),
});

/** Reads a file of radii. @throws UserError that names the file and what is wrong with it */
export async function readRadii(file: string): Promise<AdaptiveRadii> {
  const text = await readText(file, MOST_BYTES).catch(error => {
    if (error instanceof UserError) throw error;
    throw new UserError(`DATA.MASK_RADII: ${file} cannot be read (${problemOf(error)}); make it with \`mfm radii\`.`);
  });
  return parseRadii(text, file);
}

/** @throws UserError that names the file and what is wrong with it */
export function parseRadii(text: string, file: string): AdaptiveRadii {
  const found = parseJsonAs(radiiFile, text, LIMITS);
  if (!found) throw new UserError(`${file} is no file of radii; make one with \`mfm radii\`.`);
  const { version, size, energy, radius, classes } = found;
  if (version !== 1) {
    throw new UserError(
      `${file} is of version ${shown(version)} and this program reads version 1; make it anew with \`mfm radii\`.`,
    );
  }
  if (!is(above0, size)) throw new UserError(`${file}: size must be the side of the images in pixels.`);
  const most = size / 2;
  const checked = (name: string, value: unknown): number => {
    if (is(above0, value) && value < most) return value;
    throw new UserError(
      `${file}: ${name} must be a number above 0 and below half of its size (${most}), not ${shown(value)}.`,
    );
  };
  return {
    size,
    energy,
    radius: checked('radius', radius),
    classes: Object.fromEntries(
      Object.entries(classes).map(([name, value]) => [name, checked(`the radius of class ${shown(name)}`, value)]),
    ),
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

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in a sentence. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'none';
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

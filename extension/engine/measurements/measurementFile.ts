import type { Dirent } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Measurement, MeasureRequest } from '../../protocol/measurement.js';
import { UserError } from '../errors.js';
import { writeTextAtomically } from '../files/atomicFile.js';
import { type JsonLimits, parseJsonAs } from '../files/boundedJson.js';
import { readFailure } from '../files/fileProblem.js';
import { readText } from '../files/regularFile.js';
import { measurementSchema } from './schema.js';

/** Names of measurements end so, wherever they lie. */
export const measurementSuffix = '.mfm.json';
/** The folder in a run's. */
const FOLDER = 'measurements';

/** A thousand classes and fifty thousand images make some megabytes. */
const MOST_BYTES = 2 ** 25;
const LIMITS: JsonLimits = { depth: 8, values: 2 ** 21 };

/**
 * Where a measurement is kept by default: beside the `checkpoints` of the run that its checkpoint is of. A checkpoint that is of no
 * run has no such place.
 *
 * @param now names it, in UTC
 */
export function measurementPlace({ checkpoint, kind }: MeasureRequest, now: Date): string | undefined {
  const folder = dirname(checkpoint);
  if (basename(folder) !== 'checkpoints') return undefined;
  const time = now.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  const name = `${kind}-${basename(checkpoint, extname(checkpoint))}-${time}${measurementSuffix}`;
  return join(dirname(folder), FOLDER, name);
}

/**
 * Keeps a measurement. What lies below the folder above the file's is named from the file on, so that a run can be moved.
 *
 * @throws Error when it cannot be written
 */
export async function writeMeasurement(file: string, measurement: Measurement): Promise<void> {
  const folder = dirname(resolve(file));
  await mkdir(folder, { recursive: true });
  const path = relative(folder, measurement.checkpoint);
  const isNear = !isAbsolute(path) && !path.startsWith(join('..', '..'));
  const checkpoint = isNear ? path.replaceAll('\\', '/') : measurement.checkpoint;
  await writeTextAtomically(file, `${JSON.stringify({ ...measurement, checkpoint }, null, 1)}\n`);
}

/** Reads a measurement. @throws UserError when it cannot be read, or is damaged or something else */
export async function readMeasurement(file: string): Promise<Measurement> {
  let text: string;
  try {
    text = await readText(file, MOST_BYTES);
  } catch (error) {
    throw readFailure(file, error);
  }
  const found = parseJsonAs(measurementSchema, text, LIMITS);
  if (!found) throw new UserError(`${file} is damaged or no measurement of mfm; measure the checkpoint again.`);
  return { ...found, checkpoint: resolve(dirname(file), found.checkpoint) };
}

/** The files of a run's measurements, oldest first. */
export async function listMeasurements(run: string): Promise<string[]> {
  const folder = join(run, FOLDER);
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  const files = entries.filter(entry => entry.isFile() && entry.name.endsWith(measurementSuffix));
  const timeOf = (name: string) => name.slice(-(measurementSuffix.length + 17));
  return files
    .map(({ name }) => name)
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)) || a.localeCompare(b))
    .map(name => join(folder, name));
}

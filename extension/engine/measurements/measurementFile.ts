import { mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Measurement } from '../../protocol/measurement.js';
import { UserError } from '../errors.js';
import { writeTextAtomically } from '../files/atomicFile.js';
import { type JsonLimits, parseJsonAs } from '../files/boundedJson.js';
import { readFailure } from '../files/fileProblem.js';
import { readText } from '../files/regularFile.js';
import { measurementSchema } from './schema.js';

/** A thousand classes and fifty thousand images make some megabytes. */
const MOST_BYTES = 2 ** 25;
const LIMITS: JsonLimits = { depth: 8, values: 2 ** 21 };

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

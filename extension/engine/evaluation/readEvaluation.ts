import type { GenericSchema } from 'valibot';
import { integer, maxLength, maxValue, minValue, number, pipe, string } from 'valibot';
import { UserError } from '../errors.js';
import { parseJsonAs } from '../files/boundedJson.js';
import { codeOf, readFailure } from '../files/fileProblem.js';
import { readText } from '../files/regularFile.js';
import { EVALUATION_LIMITS, MOST_EVALUATION_BYTES } from '../runs/evaluationFile.js';

/** What such files are made of. */
export const count = pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER));
export const percent = pipe(number(), minValue(0), maxValue(100));
export const text = pipe(string(), maxLength(4096));

/**
 * Reads the `evaluation.json` of a run.
 *
 * @param what it should tell of: 'classes'
 * @returns undefined when there was no evaluation yet
 * @throws UserError when it cannot be read, or is damaged or something else
 */
export async function readEvaluation<T>(
  file: string,
  schema: GenericSchema<unknown, T>,
  what: string,
): Promise<T | undefined> {
  let content: string;
  try {
    content = await readText(file, MOST_EVALUATION_BYTES);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw readFailure(file, error);
  }
  const found = parseJsonAs(schema, content, EVALUATION_LIMITS);
  if (found) return found;
  throw new UserError(`${file} is damaged or does not tell of ${what}; the run writes it anew after its next epoch.`);
}

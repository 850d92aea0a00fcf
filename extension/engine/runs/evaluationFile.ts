import { rm } from 'node:fs/promises';
import { number, object } from 'valibot';
import { type JsonLimits, parseJsonAs } from '../files/boundedJson.js';
import { WriteError } from '../files/fileProblem.js';
import { readText } from '../files/regularFile.js';

/** A thousand classes and fifty thousand images make some megabytes. */
export const MOST_EVALUATION_BYTES = 2 ** 25;
export const EVALUATION_LIMITS: JsonLimits = { depth: 8, values: 2 ** 21 };

const place = object({ step: number() });

/**
 * Removes what an evaluation found of steps beyond `step`, which a resumed run does again. What says nothing of a step, or cannot be
 * read, stays until the run writes it anew.
 *
 * @throws WriteError when it cannot be removed
 */
export async function rewindEvaluation(file: string, step: number): Promise<void> {
  const text = await readText(file, MOST_EVALUATION_BYTES).catch(() => '');
  const found = parseJsonAs(place, text, EVALUATION_LIMITS);
  if (!found || found.step <= step) return;
  await rm(file, { force: true }).catch((error: unknown) => {
    throw new WriteError(file, error);
  });
}

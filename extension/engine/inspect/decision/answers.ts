import type { ClassAnswer } from '../../../protocol/decisionApi.js';
import { nearest } from '../../config/nearest.js';
import { UserError } from '../../errors.js';

/** How many of the likeliest classes are told. */
const TOLD = 5;

/**
 * What a network says of an image: the softmax of its scores, class by class.
 *
 * @param scores logits, `[classes]`
 * @param names of the classes; without them they are numbered from 0
 * @throws UserError when a score is no finite number
 */
export function classAnswers(scores: Float32Array, names?: readonly string[]): ClassAnswer[] {
  if (!scores.every(Number.isFinite)) {
    throw new UserError(
      'The network gives no finite scores for this image: its training diverged, or its file is damaged; take an earlier checkpoint.',
    );
  }
  const highest = scores.reduce((top, score) => Math.max(top, score));
  const powers = Float64Array.from(scores, score => Math.exp(score - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return Array.from(powers, (power, i) => ({ name: names?.[i] ?? `class ${i}`, probability: power / sum }));
}

/** The likeliest first; of equal ones the earlier. */
export function likeliest(answers: readonly ClassAnswer[]): ClassAnswer[] {
  return [...answers].sort((a, b) => b.probability - a.probability).slice(0, TOLD);
}

/**
 * The number of a class by its name; where no class is called so, by its number.
 *
 * @throws UserError when there is none
 */
export function classNumber(wanted: string, answers: readonly ClassAnswer[]): number {
  const named = answers.findIndex(({ name }) => name === wanted);
  if (named !== -1) return named;
  if (/^\d+$/.test(wanted) && Number(wanted) < answers.length) return Number(wanted);
  const names = answers.map(({ name }) => name);
  const near = nearest(wanted, names);
  const meant =
    near === undefined ? `take one of its ${names.length}, ${names[0]} to ${names.at(-1)}` : `you may mean ${near}`;
  throw new UserError(`The checkpoint tells no class ${wanted}; ${meant}.`);
}

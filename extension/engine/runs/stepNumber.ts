/** No run has so many steps: larger numbers are damage, and beyond them neighbouring steps and marks fall together. */
const MOST_STEPS = 2 ** 40;

/** Whether a value read from somewhere can be the number of a step. */
export function isStep(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_STEPS;
}

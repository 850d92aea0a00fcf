import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { UserError } from '../../extension/engine/errors.js';
import { type Draw, draws } from './mutate.js';

/** The files are of kilobytes. */
const MOST_MEMORY = 2 ** 29;

/**
 * Runs so many seeded cases of an attack, or MFM_CASES times as many. Each ends well or in a `UserError` of one sentence, and takes no memory to speak
 * of; a failure names the seed that repeats it. At least one case in 20 of each outcome is asked for, so that the attack
 * neither bounces off nor misses.
 */
export async function survive(
  t: TestContext,
  usual: number,
  attack: (draw: Draw, seed: number) => Promise<void> | void,
): Promise<void> {
  const cases = Math.ceil(usual * Number(process.env['MFM_CASES'] ?? 1));
  const before = process.memoryUsage().rss;
  let [most, refused] = [before, 0];
  for (let seed = 0; seed < cases; seed++) {
    try {
      await attack(draws(seed), seed);
    } catch (error) {
      assertSentence(error, `case ${seed}`);
      refused++;
    }
    most = Math.max(most, process.memoryUsage().rss);
  }
  t.diagnostic(`${refused} of ${cases} refused, ${Math.round((most - before) / 2 ** 20)} MiB at most`);
  assert.ok(refused >= cases / 20, `only ${refused} refused`);
  assert.ok(cases - refused >= cases / 20, `only ${cases - refused} not refused`);
  assert.ok(most - before < MOST_MEMORY, `${most - before} bytes`);
}

/** A failure for the user: one sentence that was foreseen. */
export function assertSentence(error: unknown, name: string): void {
  assert.ok(error instanceof UserError, `${name}: ${error instanceof Error ? error.stack : error}`);
  assert.doesNotMatch(error.message, /\n|undefined|\[object/, name);
  assert.match(error.message, /[.)?]$/, name);
}

import assert from 'node:assert/strict';

/**
 * Every value within `tolerance` of the expected one, relative to the largest magnitude expected: the house's contract
 * for golden numbers is 1e-5.
 */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  tolerance = 1e-5,
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  const scale = Math.max(...Array.from(expected, Math.abs), 1e-30);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!) / scale;
    assert.ok(error <= tolerance, `${what}[${i}]: ${actual[i]} instead of ${expected[i]} (relative error ${error})`);
  }
}

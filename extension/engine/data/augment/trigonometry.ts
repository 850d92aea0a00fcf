/**
 * Sine and cosine rounded correctly. Those of JavaScript may miss the nearest number by one, and so decide a byte of a rotated
 * image otherwise than those of the C library, which nearly always have it.
 */

/** Binary digits behind the point of the whole numbers that stand for real ones. */
const DIGITS = 120;
const ONE = 1n << BigInt(DIGITS);

/** @param x radians, a few turns at most */
export function sine(x: number): number {
  const angle = toFixed(x);
  return taylor(angle, angle, 1n);
}

/** @param x radians, a few turns at most */
export function cosine(x: number): number {
  return taylor(toFixed(x), ONE, 0n);
}

/** The sum of `first`, which is x^k / k!, and of every second term that follows it, with alternating signs. */
function taylor(x: bigint, first: bigint, k: bigint): number {
  let sum = 0n;
  let term = first;
  for (let n = k; term !== 0n; n += 2n) {
    sum += term;
    term = -(term * x * x) / (ONE * ONE * (n + 1n) * (n + 2n));
  }
  return Number(sum) / 2 ** DIGITS;
}

function toFixed(x: number): bigint {
  return BigInt(Math.trunc(x * 2 ** DIGITS));
}

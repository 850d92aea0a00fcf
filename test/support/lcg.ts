/**
 * The generator of the golden numbers: s = (1664525 s + 1013904223) mod 2^32, u = s / 2^32; the first value comes after
 * one update of the seed.
 */
export function lcg(count: number, seed: number): Float32Array {
  let s = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2 ** 32;
  });
}

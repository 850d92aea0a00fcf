/**
 * A seeded generator (xoshiro128**, Blackman & Vigna 2018). Every random choice of the engine is drawn from a stream that
 * is named by numbers (seed, epoch, image, ...), never from a generator that many places share: a resumed run then
 * needs nothing but those numbers, and the order in which threads finish cannot matter.
 */
export class Random {
  private readonly s: Uint32Array;

  /** The stream named by these whole numbers; the same numbers always give the same stream. */
  constructor(...stream: number[]) {
    let h = 0x9e3779b9;
    for (const n of stream) {
      h = mix(h ^ mix(n >>> 0));
      h = mix(h ^ Math.floor(n / 2 ** 32));
    }
    this.s = new Uint32Array(4);
    for (let i = 0; i < 4; i++) {
      h = (h + 0x9e3779b9) | 0;
      this.s[i] = mix(h);
    }
  }

  /** The next 32 random bits, as a whole number in [0, 2^32). */
  bits(): number {
    const s = this.s;
    const result = Math.imul(rotl(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotl(s[3]!, 11);
    return result;
  }

  /** Uniform in [low, high), 53 bits. */
  uniform(low = 0, high = 1): number {
    const u = ((this.bits() >>> 5) * 2 ** 26 + (this.bits() >>> 6)) / 2 ** 53;
    return low + (high - low) * u;
  }

  /** A whole number in [0, n), without modulo bias worth speaking of (53-bit scaling). */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** True with probability `p`. */
  bernoulli(p: number): boolean {
    return this.uniform() < p;
  }

  /** An index, drawn with these probabilities up to a common factor; at least one is above 0. */
  weighted(weights: readonly number[]): number {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let left = this.uniform(0, total);
    for (const [i, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return i;
    }
    // Rounding may leave a trace of the total behind the last one.
    return weights.findLastIndex(weight => weight > 0);
  }

  /** Normal with mean 0 and the given standard deviation (Box-Muller, one value per call). */
  normal(std = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return std * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Gamma with shape `a` and scale 1 (Marsaglia and Tsang 2000; below 1 by the power of a uniform number). */
  gamma(a: number): number {
    if (a < 1) return this.gamma(a + 1) * (1 - this.uniform()) ** (1 / a);
    const d = a - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Beta(a, b), both above 0. */
  beta(a: number, b: number): number {
    const [x, y] = [this.gamma(a), this.gamma(b)];
    // Both may be too small for a number when a and b are near 0.
    return x + y > 0 ? x / (x + y) : this.bernoulli(a / (a + b)) ? 1 : 0;
  }

  /** The numbers 0..n-1 in random order (Fisher-Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = order[i]!;
      order[i] = order[j]!;
      order[j] = held;
    }
    return order;
  }
}

/** `count` values, drawn one after the other; a loop is several times faster than `Float32Array.from`. */
export function drawn(count: number, draw: () => number): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = draw();
  return values;
}

function rotl(x: number, k: number): number {
  return ((x << k) | (x >>> (32 - k))) >>> 0;
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(h: number): number {
  let x = h >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

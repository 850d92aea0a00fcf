/** Probability that a standard normal number lies below `x`: Abramowitz & Stegun 26.2.10 as a series, for the small `x` met here. */
export function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (-x * x) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

/** Highest power first; the middle, in 0.180625 - (p - 0.5)^2. */
const MIDDLE = [
  [
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
    1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
  ],
  [
    5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
    687.1870074920579083, 42.313330701600911252, 1,
  ],
] as const;

/** The tails, in sqrt(-log p) - 1.6. */
const TAIL = [
  [
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
  ],
  [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
  ],
] as const;

/**
 * Where the standard normal distribution function has the value `p`, to about 16 digits: Wichura's algorithm AS 241 (1988), for `p`
 * no nearer to 0 or 1 than 1e-10.
 */
export function inverseNormal(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(MIDDLE, 0.180625 - q * q);
  const x = ratio(TAIL, Math.sqrt(-Math.log(Math.min(p, 1 - p))) - 1.6);
  return q < 0 ? -x : x;
}

function ratio([above, below]: readonly (readonly number[])[], x: number): number {
  return polynomial(above!, x) / polynomial(below!, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = 0; i < coefficients.length; i++) value = value * x + coefficients[i]!;
  return value;
}

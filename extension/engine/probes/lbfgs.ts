/** A smooth function with its gradient, at a point. */
export type Objective = (x: Float64Array) => Promise<Evaluated>;

export interface Evaluated {
  value: number;
  gradient: Float64Array;
}

/** Steps that are remembered, and parts of the descent and of the slope that a step must keep to (Nocedal & Wright, 3.1). */
const MEMORY = 10;
const DESCENT = 1e-4;
const SLOPE = 0.9;
/** What single precision may leave of a value. */
const NOISE = 1e-8;
/** Lengths that are tried along one direction, and directions. */
const MOST_LENGTHS = 30;
const MOST_ROUNDS = 1000;

/** A step, the change of the gradient over it, and 1 over their product. */
interface Remembered {
  step: Float64Array;
  change: Float64Array;
  rho: number;
}

/**
 * Minimises a convex function by L-BFGS (Nocedal & Wright, "Numerical Optimization", algorithms 7.4 and 7.5; lengths by bisection for
 * the weak Wolfe conditions). Draws nothing.
 *
 * @param tolerance largest component of the gradient at the end; it ends before where no length makes the function smaller
 * @returns the minimum
 */
export async function minimise(objective: Objective, start: Float64Array, tolerance: number): Promise<Float64Array> {
  let x = start;
  let here = await objective(x);
  const memory: Remembered[] = [];
  for (let round = 0; round < MOST_ROUNDS && largest(here.gradient) > tolerance; round++) {
    let direction = descent(here.gradient, memory);
    if (!(dot(direction, here.gradient) < 0)) {
      memory.length = 0;
      direction = descent(here.gradient, memory);
    }
    // Without curvature known, a first step of length 1 at most.
    const length = memory.length > 0 ? 1 : Math.min(1, 1 / norm(here.gradient));
    const next = await search(objective, x, here, direction, length);
    if (!next) break;
    const step = next.x.map((value, i) => value - x[i]!);
    const change = next.found.gradient.map((value, i) => value - here.gradient[i]!);
    const product = dot(step, change);
    if (product > 0) memory.push({ step, change, rho: 1 / product });
    if (memory.length > MEMORY) memory.shift();
    ({ x, found: here } = next);
  }
  return x;
}

/** Minus the gradient, times what the remembered steps say of the inverse of the second derivative. */
function descent(gradient: Float64Array, memory: readonly Remembered[]): Float64Array {
  const q = gradient.map(value => -value);
  const alphas = memory.map(() => 0);
  for (let i = memory.length - 1; i >= 0; i--) {
    const { step, change, rho } = memory[i]!;
    alphas[i] = rho * dot(step, q);
    add(q, -alphas[i]!, change);
  }
  const last = memory.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.change, last.change));
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
  }
  for (const [i, { step, change, rho }] of memory.entries()) add(q, alphas[i]! - rho * dot(change, q), step);
  return q;
}

/** A point along the direction that is lower and where the slope is less steep; undefined where rounding hides it. */
async function search(
  objective: Objective,
  x: Float64Array,
  here: Evaluated,
  direction: Float64Array,
  first: number,
): Promise<{ x: Float64Array; found: Evaluated } | undefined> {
  const slope = dot(direction, here.gradient);
  let [low, high, length] = [0, Infinity, first];
  for (let i = 0; i < MOST_LENGTHS; i++) {
    const at = x.map((value, k) => value + length * direction[k]!);
    const found = await objective(at);
    const bound = here.value + DESCENT * length * slope + NOISE * Math.abs(here.value);
    if (!(found.value <= bound)) high = length;
    else if (dot(direction, found.gradient) < SLOPE * slope) low = length;
    else return { x: at, found };
    length = high < Infinity ? (low + high) / 2 : 2 * low;
  }
  return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function add(to: Float64Array, factor: number, what: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * what[i]!;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function largest(a: Float64Array): number {
  return a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

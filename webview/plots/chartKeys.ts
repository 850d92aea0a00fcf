import { nearest } from './thin.js';

/** What a key does to a chart. */
export type ChartAction = { cursor: number } | { zoom: [number, number] | undefined };

/**
 * The keys of a chart: arrows go from point to point, Page Up and Page Down by a tenth of the plot, Home and End to its ends;
 * plus and minus zoom around the cursor, 0 shows all.
 *
 * @param x points to go through, rising
 * @param cursor where it is now
 * @param limits of what is shown
 */
export function chartKey(
  event: { key: string },
  x: ArrayLike<number>,
  cursor: number | undefined,
  limits: readonly [number, number],
  logX: boolean,
): ChartAction | undefined {
  const [from, to] = limits;
  const axis = logX ? logarithmic : linear;
  const [low, high] = [axis.to(from), axis.to(to)];
  const at = cursor ?? axis.from((low + high) / 2);
  const go = (target: number): ChartAction | undefined => {
    const i = nearest(x, Math.min(to, Math.max(from, target)));
    return i < 0 ? undefined : { cursor: x[i]! };
  };
  const step = (by: number): ChartAction | undefined => {
    const i = nearest(x, at);
    return i < 0 ? undefined : go(cursor === undefined ? x[i]! : x[Math.min(x.length - 1, Math.max(0, i + by))]!);
  };
  const scaled = (factor: number): ChartAction => {
    const middle = axis.to(at);
    return { zoom: [axis.from(middle - (middle - low) * factor), axis.from(middle + (high - middle) * factor)] };
  };
  switch (event.key) {
    case 'ArrowRight':
      return step(1);
    case 'ArrowLeft':
      return step(-1);
    case 'PageDown':
      return go(axis.from(axis.to(at) + (high - low) / 10));
    case 'PageUp':
      return go(axis.from(axis.to(at) - (high - low) / 10));
    case 'Home':
      return go(from);
    case 'End':
      return go(to);
    case '+':
    case '=':
      return scaled(0.5);
    case '-':
      return scaled(2);
    case '0':
      return { zoom: undefined };
  }
  return undefined;
}

const linear = { to: (value: number) => value, from: (value: number) => value };
const logarithmic = { to: Math.log, from: Math.exp };

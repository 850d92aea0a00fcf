import { significant } from '../text/format.js';

/** A scale from values to positions in [0, 1] and the marks along it. */
export interface Axis {
  low: number;
  high: number;
  logarithmic: boolean;
  ticks: { value: number; label: string }[];
  /** 0 at `low`, 1 at `high`. */
  position(value: number): number;
}

/** Above this ratio of the largest to the smallest value a positive quantity gets a logarithmic axis. */
const wideRange = 200;

/** Values that differ by less of their size are the same: there is no room for marks between them. */
const flat = 1e-9;

/**
 * An axis over `min`..`max` and a little more; it starts at zero when the values come near it or are all the same.
 *
 * @param wanted about how many ticks
 * @param always linear, however wide the range is
 */
export function valueAxis(min: number, max: number, wanted: number, always?: 'linear'): Axis {
  if (!always && min > 0 && max / min > wideRange) return logAxis(min, max);
  const size = Math.max(Math.abs(min), Math.abs(max));
  const isFlat = max - min <= flat * size;
  const low = min >= 0 && (min < 0.4 * max || isFlat) ? 0 : min;
  const range = (isFlat ? size : max - low) || 1;
  const room = range * 0.06;
  return linear(low === 0 ? 0 : low - room, max + room, niceStep(range / wanted));
}

/** An axis of whole numbers that ends exactly at `min` and `max`, with ticks at round numbers between. */
export function stepAxis(min: number, max: number, wanted: number): Axis {
  const high = max > min ? max : min + 1;
  return linear(min, high, Math.max(1, niceStep((high - min) / wanted)));
}

function linear(low: number, high: number, step: number): Axis {
  const first = Math.ceil(low / step - 1e-9);
  const ticks = Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, label: significant(Number(value.toPrecision(12))) };
  });
  return { low, high, logarithmic: false, ticks, position: value => (value - low) / (high - low) };
}

function logAxis(min: number, max: number): Axis {
  const [first, last] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const ticks = [];
  const every = Math.ceil((last - first) / 6);
  for (let decade = first; decade <= last; decade += every) {
    ticks.push({ value: 10 ** decade, label: significant(10 ** decade) });
  }
  const position = (value: number) => (Math.log10(value) - first) / (last - first);
  return { low: 10 ** first, high: 10 ** last, logarithmic: true, ticks, position };
}

/** The number 1, 2 or 5 times a power of ten that is nearest to `rough`. */
function niceStep(rough: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / magnitude;
  return magnitude * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10);
}

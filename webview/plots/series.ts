import { numberText } from './numberText.js';
import { smooth } from './smooth.js';
import { type Extent, type ThinnedCurve, thin } from './thin.js';

/** A curve of a chart. */
export interface Series {
  label: string;
  /** Rising. */
  x: ArrayLike<number>;
  /** What is not finite makes a gap. */
  y: ArrayLike<number>;
  /** Lengths of lines and gaps in pixels, for curves that must be told apart from others of their colour. */
  dash?: number[];
  /** Drawn in the background. */
  faint?: boolean;
  /** Which of the theme's colours; by default the series' place. */
  colour?: number;
}

/** A series as it is drawn: smoothed, or the unsmoothed one behind it. */
export interface DrawnSeries extends Series {
  colour: number;
  /** Which of the chart's series it shows. */
  of: number;
}

/** With smoothing, each curve gets a smoothed one, and stays itself faintly behind it. */
export function drawnSeries(series: readonly Series[], smoothing: number): DrawnSeries[] {
  const own = series.map((one, of) => ({ ...one, of, colour: one.colour ?? of }));
  if (!(smoothing > 0)) return own;
  return [
    ...own.map(one => ({ ...one, faint: true })),
    ...own.filter(one => !one.faint).map(one => ({ ...one, y: smooth(one.y, smoothing) })),
  ];
}

/** What is drawn of a chart. */
export interface Drawing {
  curves: ThinnedCurve[];
  /** Values that a logarithmic axis has no place for. */
  notPositive: number;
}

/** The drawn part of each series. On a logarithmic axis what is not positive is a gap. */
export function drawingOf(series: readonly DrawnSeries[], extent: Extent, logY: boolean): Drawing {
  let notPositive = 0;
  const curves = series.map(({ x, y }) => {
    const curve = thin(x, y, extent);
    if (!logY) return curve;
    return {
      ...curve,
      y: curve.y.map(value => {
        if (value === null || value > 0) return value;
        notPositive++;
        return null;
      }),
    };
  });
  return { curves, notPositive };
}

/** The limits of x over all series; a little room around a single point. */
export function limitsOf(series: readonly Series[], logX: boolean): [from: number, to: number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x } of series) {
    // x rises, so the ends are enough; a logarithmic axis begins with the first positive value.
    let first = 0;
    while (logX && first < x.length && !(x[first]! > 0)) first++;
    if (first >= x.length) continue;
    from = Math.min(from, x[first]!);
    to = Math.max(to, x[x.length - 1]!);
  }
  if (from > to) return logX ? [1, 10] : [0, 1];
  if (from === to) return logX ? [from / 2, to * 2] : [from - 0.5, to + 0.5];
  return [from, to];
}

/** A series in a sentence: '1200 points from step 0 to 1199: last 0.61, least 0.58 at step 1150, ...'. */
export function summaryOf({ x, y }: Series, xLabel: string, t: (text: string, ...values: string[]) => string): string {
  let [least, greatest, last, missing] = [-1, -1, -1, 0];
  for (let i = 0; i < y.length; i++) {
    const value = y[i]!;
    if (!Number.isFinite(value)) {
      missing++;
      continue;
    }
    last = i;
    if (least < 0 || value < y[least]!) least = i;
    if (greatest < 0 || value > y[greatest]!) greatest = i;
  }
  if (last < 0) return y.length === 0 ? t('no points') : t('{0} points, none of them finite', String(y.length));
  const at = (i: number) => `${numberText(y[i]!)} (${xLabel} ${numberText(x[i]!)})`;
  const text = t('{0} points, last {1}, least {2}, greatest {3}', String(y.length), at(last), at(least), at(greatest));
  return missing > 0 ? `${text}, ${t('{0} not finite', String(missing))}` : text;
}

import type uPlot from 'uplot';
import { significant } from '../../extension/engine/text/format.js';
import { alone } from './align.js';
import { dashesAt } from './dashes.js';
import { numberText } from './numberText.js';
import type { DrawnSeries } from './series.js';
import type { Theme } from './theme.svelte.js';
import { logTicks } from './ticks.js';

/** A vertical line with a name. */
export interface Marker {
  x: number;
  label: string;
}

/** What a chart is made of once; data, limits and markers follow. */
export interface ChartPlan {
  series: DrawnSeries[];
  xLabel: string;
  yLabel: string;
  logX: boolean;
  logY: boolean;
  theme: Theme;
  /** Charts with the same key share their crosshair. */
  syncKey: string | undefined;
  /** Marks every point, not only those that stand alone. */
  points: boolean;
  /** No tick of x stands between two whole numbers. */
  wholeX: boolean;
  /** The ends of a y axis that does not follow the values. */
  yLimits(): readonly [low: number, high: number] | undefined;
  markers(): Marker[];
  /** The cursor is at this x, or has left. */
  oncursor(x: number | undefined): void;
  /** Part of x was chosen by dragging, or all of it by a double click. */
  onzoom(range: [number, number] | undefined): void;
}

/** How a series is drawn when it says nothing else: unbroken while colours differ, except where they must not be needed. */
export function dashOf(series: DrawnSeries, { charts, highContrast }: Theme): number[] {
  if (series.dash) return series.dash;
  const round = Math.floor(series.colour / charts.length);
  return dashesAt(highContrast ? series.colour : round);
}

export function colourOf(series: DrawnSeries, { charts }: Theme): string {
  return charts[series.colour % charts.length]!;
}

/** Distances of ticks on an axis that counts. */
const counting = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000];

/** Options of the chart library for a plan. */
export function chartOptions(plan: ChartPlan, width: number, height: number): uPlot.Options {
  const { theme, logX, logY } = plan;
  const axis = (label: string, log: boolean, room: number, format = log ? significant : numberText): uPlot.Axis => ({
    label,
    labelFont: theme.font,
    font: theme.font,
    labelSize: 20,
    stroke: theme.foreground,
    grid: { stroke: theme.grid, width: 1 },
    ticks: { stroke: theme.grid, width: 1, size: 5 },
    values: (_, splits) => splits.map(value => (value === null ? null : format(value))),
    ...(log ? { splits: (_, __, low, high) => logTicks(low, high, room), filter: (_, splits) => splits } : {}),
  });
  return {
    width,
    height,
    legend: { show: false },
    scales: {
      // A logarithmic scale would go on to the next power of ten.
      x: { time: false, distr: logX ? 3 : 1, auto: false, ...(logX ? { range: (_, low, high) => [low, high] } : {}) },
      y: {
        distr: logY ? 3 : 1,
        ...(logY
          ? {}
          : { range: (u, low, high) => [...(plan.yLimits() ?? yRange(u, low, high))] as uPlot.Range.MinMax }),
      },
    },
    axes: [
      { ...axis(plan.xLabel, logX, width / 70), size: 28, ...(plan.wholeX ? { incrs: counting, space: 30 } : {}) },
      { ...axis(plan.yLabel, logY, height / 26), size: 62 },
    ],
    series: [{}, ...plan.series.map(one => seriesOptions(one, plan))],
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          plan.onzoom(undefined);
          return null;
        },
      },
      ...(plan.syncKey ? { sync: crosshair(plan.syncKey) } : {}),
    },
    hooks: {
      setCursor: [u => plan.oncursor(cursorX(u))],
      setSelect: [u => select(u, plan.onzoom)],
      draw: [u => drawMarkers(u, plan.markers(), theme)],
    },
  };
}

/** Charts tell each other where the mouse is, and nothing of buttons: what is chosen by dragging they share otherwise. */
function crosshair(key: string): uPlot.Cursor.Sync {
  const filter = (type: string) => type === 'mousemove' || type === 'mouseleave';
  return { key, setSeries: false, scales: ['x', null], filters: { pub: filter, sub: filter } };
}

function seriesOptions(series: DrawnSeries, { theme, points }: ChartPlan): uPlot.Series {
  return {
    label: series.label,
    stroke: colourOf(series, theme),
    width: theme.highContrast && !series.faint ? 2 : 1.5,
    alpha: series.faint ? 0.35 : 1,
    dash: dashOf(series, theme),
    points: { show: true, size: 5, ...(points ? {} : { filter: (u, i) => alone(u.data[i]!) }) },
    spanGaps: false,
  };
}

/** Some room above and below, also for a constant. */
function yRange(_: uPlot, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const size = Math.max(Math.abs(low), Math.abs(high));
  const room = high - low > 1e-9 * size ? 0.06 * (high - low) : size * 0.1 || 0.5;
  return [low - room, high + room];
}

function cursorX(u: uPlot): number | undefined {
  const { left } = u.cursor;
  return left === undefined || left < 0 ? undefined : u.posToVal(left, 'x');
}

function select(u: uPlot, onzoom: ChartPlan['onzoom']): void {
  const { left, width } = u.select;
  if (width < 2) return;
  const range: [number, number] = [u.posToVal(left, 'x'), u.posToVal(left + width, 'x')];
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onzoom(range);
}

function drawMarkers(u: uPlot, markers: Marker[], theme: Theme): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = theme.foreground;
  ctx.fillStyle = theme.foreground;
  ctx.font = `${devicePixelRatio * 12}px ${theme.font.slice(theme.font.indexOf(' ') + 1)}`;
  ctx.textBaseline = 'middle';
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  markers.forEach(({ x, label }, i) => {
    const at = Math.round(u.valToPos(x, 'x', true)) + 0.5;
    const end = bbox.left + bbox.width;
    if (!(at >= bbox.left && at <= end + 1)) return;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    // Labels of neighbouring markers stand below each other.
    const gap = 5 * devicePixelRatio;
    const isBefore = at + gap + ctx.measureText(label).width > end;
    ctx.textAlign = isBefore ? 'right' : 'left';
    ctx.fillText(label, isBefore ? at - gap : at + gap, bbox.top + (8 + 15 * i) * devicePixelRatio);
  });
  ctx.restore();
}

import { counted, significant } from '../text/format.js';
import { type Axis, stepAxis, valueAxis } from './axis.js';
import { type Content, type Html, html } from './html.js';
import { type Bin, curveOf, type Series } from './series.js';

/** One quantity of a run as a figure. */
export interface ChartOptions {
  title: string;
  /** Unit or explanation behind the title. */
  unit: string;
  series: Series;
  /** Draw a moving mean over the values. */
  smooth: boolean;
  /** 'linear' keeps the axis so; without it, values over a wide range get a logarithmic one. */
  axis?: 'linear';
  /** A value to mark with a dashed line, drawn where it lies within the axis. */
  mark?: { value: number; label: string };
  /** Steps of an epoch, for the read-out. */
  stepsPerEpoch?: number;
}

/** Units of the stretched drawing; lines keep their width, whatever the figure's size on the page. */
const [across, up] = [1000, 400];

/**
 * A figure with curve, axes and the most important numbers in words. The drawing stretches to its place while labels are
 * page text at their own size, so it is crisp and legible at any width. `data-points` feeds the pointer's read-out.
 */
export function chart(options: ChartOptions): Html {
  const { title, unit, series } = options;
  const { values, steps } = series;
  if (values.length === 0) {
    return html`<figure class="chart"><figcaption><b>${title}</b> <span class="unit">${unit}</span></figcaption>
<p class="none">No values yet.</p></figure>`;
  }
  const curve = curveOf(series, options.smooth);
  const lowest = curve.bins.reduce((low, bin) => Math.min(low, bin.min), Number.POSITIVE_INFINITY);
  const highest = curve.bins.reduce((high, bin) => Math.max(high, bin.max), Number.NEGATIVE_INFINITY);
  // A folder that was put together by hand may have them in any order.
  const first = steps.reduce((low, step) => Math.min(low, step));
  const final = steps.reduce((high, step) => Math.max(high, step));
  const x = stepAxis(first, final, 6);
  const y = valueAxis(lowest, highest, 5, options.axis);
  const last = `${significant(values.at(-1)!)} at step ${steps.at(-1)}`;
  const range = `, lowest ${significant(lowest)}, highest ${significant(highest)}`;
  const words = values.length > 1 ? `last ${last}${range}` : last;
  return html`<figure class="chart">
<figcaption><b>${title}</b> <span class="unit">${unit}${y.logarithmic && ', logarithmic'}</span>
<output class="readout" data-rest="${words}">${words}</output></figcaption>
<div class="plot" data-points="${pointsJson(curve.bins)}" data-x="${x.low} ${x.high}" data-epoch="${options.stepsPerEpoch ?? 0}" data-smooth="${curve.window > 1 ? 1 : 0}">
<svg viewBox="0 0 ${across} ${up}" preserveAspectRatio="none" role="img" aria-label="${title} over ${counted(values.length, 'step')}: ${words}.">
${y.ticks.map(tick => html`<path class="grid" d="M0 ${flip(y, tick.value)}H${across}"/>`)}
${drawing(curve.bins, x, y, curve.window > 1)}
${marked(options, y) && html`<path class="mark" d="M0 ${flip(y, options.mark!.value)}H${across}"/>`}
</svg>
${y.ticks.map(tick => html`<span class="y" style="bottom:${percent(y, tick.value)}">${tick.label}</span>`)}
<span class="x name">step</span>
${x.ticks.filter(tick => x.position(tick.value) < 0.93).map(tick => html`<span class="x" style="left:${percent(x, tick.value)}">${tick.label}</span>`)}
${marked(options, y) && html`<span class="marked" style="bottom:${percent(y, options.mark!.value)}">${options.mark!.label}</span>`}
<i class="cursor"></i>
</div>
${legend(curve.perBin, curve.window)}
</figure>`;
}

function drawing(bins: Bin[], x: Axis, y: Axis, smoothed: boolean): Content {
  const spread = bins.some(bin => bin.max > bin.min);
  const at = (bin: Bin, value: number) => `${round(x.position(bin.step) * across)} ${flip(y, value)}`;
  const line = (value: (bin: Bin) => number) => `M${bins.map(bin => at(bin, value(bin))).join('L')}`;
  const main = html`<path class="line" d="${line(bin => bin.smooth)}"/>`;
  if (bins.length === 1) return html`<path class="line dot" d="M${at(bins[0]!, bins[0]!.smooth)}h0"/>`;
  if (spread) {
    const back = [...bins].reverse().map(bin => at(bin, bin.min));
    return [html`<path class="band" d="${line(bin => bin.max)}L${back.join('L')}Z"/>`, main];
  }
  return smoothed ? [html`<path class="raw" d="${line(bin => bin.max)}"/>`, main] : main;
}

function legend(perBin: number, window: number): Content {
  const pale = perBin > 1 ? `Pale: lowest to highest of every ${perBin} steps.` : window > 1 && 'Pale: every step.';
  const bold = window > 1 && `Bold: mean over ${window} steps.`;
  return (pale || bold) && html`<p class="legend">${[pale, bold].filter(Boolean).join(' ')}</p>`;
}

function marked({ mark }: ChartOptions, y: Axis): boolean {
  return mark !== undefined && mark.value > y.low && mark.value < y.high;
}

/** `[[step, min, max, smooth], ...]` with five digits. */
function pointsJson(bins: Bin[]): string {
  const short = (value: number) => Number(value.toPrecision(5));
  return JSON.stringify(bins.map(bin => [bin.step, short(bin.min), short(bin.max), short(bin.smooth)]));
}

/** Height in the drawing, which counts from the top. */
function flip(y: Axis, value: number): string {
  return round((1 - y.position(value)) * up);
}

function percent(axis: Axis, value: number): string {
  return `${round(axis.position(value) * 100)}%`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

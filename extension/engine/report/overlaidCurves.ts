import { type Axis, stepAxis, valueAxis } from './axis.js';
import { significant } from './format.js';
import { type Html, html } from './html.js';
import { type Curve, curveOf, type Series } from './series.js';

/** Curves that are compared. */
export interface OverlaidCurves {
  /** What the vertical axis shows. */
  quantity: string;
  /** What the horizontal axis counts. */
  across: string;
  curves: { name: string; series: Series }[];
}

const [width, height] = [920, 420];
const plot = { left: 62, right: width - 12, top: 26, bottom: height - 44 };

/**
 * Each curve's colour as [on light, on dark] paper: hues of Okabe and Ito, which colour-blind people tell apart, at least
 * 3:1 against the paper. From the seventh curve on they repeat with dashes.
 */
const colours = [
  ['#0072b2', '#56b4e9'],
  ['#c14a00', '#ff9d5c'],
  ['#00795a', '#3ecfa3'],
  ['#b0457f', '#e79bc6'],
  ['#8a6d00', '#e5c33a'],
  ['#4b4b4b', '#c8c8c8'],
] as const;

const dashes = ['', '7 4', '2 3'];

/**
 * An SVG document with axes and a moving mean of every curve over its own values, pale. Its colours follow the page's
 * `color-scheme`. What it shows is said by the caller in words.
 */
export function overlaidCurves(options: OverlaidCurves): { svg: string; width: number; height: number } {
  const curves = options.curves.map(({ series }) => curveOf(series, true));
  const bins = curves.flatMap(curve => curve.bins);
  const x = stepAxis(0, Math.max(1, ...bins.map(bin => bin.step)), 8);
  const y = valueAxis(Math.min(...bins.map(bin => bin.min)), Math.max(...bins.map(bin => bin.max)), 6);
  const legendRows = legend(options.curves.map(({ name }) => name));
  const whole = height + legendRows.height;
  const svg =
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole}" width="${width}" height="${whole}" font-family="system-ui,sans-serif" font-size="12.5">
<style>${sheet()}</style>
<text class="name" x="${plot.left}" y="14">${options.quantity}${y.logarithmic && ', logarithmic'}</text>
${y.ticks.map(tick => html`<path class="grid" d="M${plot.left} ${down(y, tick.value)}H${plot.right}"/><text x="${plot.left - 8}" y="${down(y, tick.value)}" dy=".35em" text-anchor="end">${tick.label}</text>`)}
${x.ticks.map(tick => html`<path class="tick" d="M${along(x, tick.value)} ${plot.bottom}v5"/><text x="${along(x, tick.value)}" y="${plot.bottom + 19}" text-anchor="middle">${significant(tick.value)}</text>`)}
<path class="tick" d="M${plot.left} ${plot.bottom}H${plot.right}"/>
<text class="name" x="${plot.right}" y="${plot.bottom + 36}" text-anchor="end">${options.across}</text>
${curves.map((curve, i) => html`<path class="c${i % colours.length} raw" d="${band(curve, x, y)}"/>`)}
${curves.map((curve, i) => html`<path class="c${i % colours.length} line" stroke-dasharray="${dashOf(i)}" d="${line(curve, x, y)}"/>`)}
<g transform="translate(0 ${height})">${legendRows.content}</g>
</svg>`.text;
  return { svg, width, height: whole };
}

/** A line sample and the name for each curve, as many to a row as fit. */
function legend(names: readonly string[]): { content: Html[]; height: number } {
  const perRow = names.some(name => name.length > 34) ? 2 : 3;
  const column = (plot.right - plot.left) / perRow;
  const content = names.map((name, i) => {
    const left = plot.left + (i % perRow) * column;
    const y = 10 + Math.floor(i / perRow) * 22;
    const most = Math.floor(column / 7.2) - 6;
    const shown = name.length > most ? `…${name.slice(1 - most)}` : name;
    return html`<path class="c${i % colours.length} line" stroke-dasharray="${dashOf(i)}" d="M${left} ${y}h26"/><text x="${left + 34}" y="${y}" dy=".35em">${shown}</text>`;
  });
  return { content, height: Math.ceil(names.length / perRow) * 22 + 4 };
}

function sheet(): string {
  const rules = (paper: 0 | 1) => colours.map((pair, i) => `.c${i}{stroke:${pair[paper]}}`).join('');
  return (
    'path{fill:none}text{fill:#5a5a5a}.name{font-weight:600;fill:#333}.grid{stroke:#8883}.tick{stroke:#888}' +
    `.line{stroke-width:2;stroke-linejoin:round}.raw{stroke-width:1;opacity:.3}${rules(0)}` +
    `@media(prefers-color-scheme:dark){text{fill:#b4b4b4}.name{fill:#ddd}${rules(1)}}`
  );
}

function line({ bins }: Curve, x: Axis, y: Axis): string {
  if (bins.length === 1) return `M${along(x, bins[0]!.step)} ${down(y, bins[0]!.smooth)}h.01`;
  return `M${bins.map(bin => `${along(x, bin.step)} ${down(y, bin.smooth)}`).join('L')}`;
}

/** The lowest and the highest value of every bin, one after the other. */
function band({ bins }: Curve, x: Axis, y: Axis): string {
  return `M${bins.map(bin => `${along(x, bin.step)} ${down(y, bin.min)}V${down(y, bin.max)}`).join('L')}`;
}

function along(x: Axis, value: number): string {
  return (plot.left + x.position(value) * (plot.right - plot.left)).toFixed(1);
}

function down(y: Axis, value: number): string {
  return (plot.bottom - y.position(value) * (plot.bottom - plot.top)).toFixed(1);
}

function dashOf(i: number): string {
  return dashes[Math.floor(i / colours.length) % dashes.length]!;
}

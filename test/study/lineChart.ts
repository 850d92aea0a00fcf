import { valueAxis } from '../../extension/engine/report/axis.js';
import { html } from '../../extension/engine/report/html.js';

/** A line of a chart: its values at the places of the axis, in its order. */
export interface Line {
  name: string;
  values: (number | undefined)[];
}

const [width, height, left, right, top, bottom] = [720, 380, 52, 150, 36, 44];
/** Okabe and Ito's, which the colour-blind can tell apart. */
const colours = ['#000000', '#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#999999'];

/**
 * A picture in SVG of lines over places that are evenly spread.
 *
 * @param across the title of the axis, and its places
 */
export function lineChart(title: string, across: { title: string; places: string[] }, lines: readonly Line[]): string {
  const all = lines.flatMap(({ values }) => values.filter(value => value !== undefined));
  const y = valueAxis(Math.min(...all), Math.max(...all), 5, 'linear');
  const atX = (i: number) => left + (i / Math.max(1, across.places.length - 1)) * (width - left - right);
  const atY = (value: number) => top + (1 - y.position(value)) * (height - top - bottom);
  const path = ({ values }: Line) =>
    values
      .flatMap((value, i) => (value === undefined ? [] : `${atX(i).toFixed(1)} ${atY(value).toFixed(1)}`))
      .map((point, i) => `${i === 0 ? 'M' : 'L'}${point}`)
      .join('');
  const colour = (i: number) => colours[i % colours.length]!;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="20" font-size="15">${title}</text>
${y.ticks.map(({ value, label }) => html`<path d="M${left} ${atY(value)}H${width - right}" stroke="#ddd"/><text x="${left - 6}" y="${atY(value) + 4}" text-anchor="end">${label}</text>`)}
${across.places.map((place, i) => html`<text x="${atX(i)}" y="${height - bottom + 18}" text-anchor="middle">${place}</text>`)}
<text x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">${across.title}</text>
${lines.map((line, i) => html`<path d="${path(line)}" fill="none" stroke="${colour(i)}" stroke-width="2"/><path d="M${width - right + 12} ${top + 8 + 20 * i}h18" stroke="${colour(i)}" stroke-width="2"/><text x="${width - right + 36}" y="${top + 12 + 20 * i}">${line.name}</text>`)}
</svg>
`.text;
}

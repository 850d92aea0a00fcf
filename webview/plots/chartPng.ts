import { colourOf, dashOf } from './chart.js';
import { bytesOf } from './savePng.js';
import { drawnSeries, type Series } from './series.js';
import type { Theme } from './theme.svelte.js';

/** Heights in CSS pixels. */
const LINE = 20;
const MARGIN = 8;
/** Width of a curve's mark in the legend, with the room after it. */
const MARK = 28;

/** What a chart shows as a PNG, with a title above and its legend below, in the colours and at the sharpness of the screen. */
export async function chartPng(
  drawn: HTMLCanvasElement,
  title: string,
  series: readonly Series[],
  theme: Theme,
): Promise<Uint8Array> {
  const scale = devicePixelRatio;
  const width = drawn.width / scale;
  const measuring = new OffscreenCanvas(1, 1).getContext('2d')!;
  measuring.font = theme.font;
  const entries = placed(series, width, label => measuring.measureText(label).width);
  const above = LINE + MARGIN;
  const below = above + drawn.height / scale + MARGIN;
  const height = below + ((entries.at(-1)?.line ?? -1) + 1) * LINE + MARGIN;
  const canvas = new OffscreenCanvas(drawn.width, Math.ceil(height * scale));
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  context.drawImage(drawn, 0, above, width, drawn.height / scale);
  context.font = theme.font;
  context.textBaseline = 'middle';
  context.fillStyle = theme.foreground;
  context.fillText(title, MARGIN, MARGIN + LINE / 2);
  const own = drawnSeries(series, 0);
  for (const [i, { left, line }] of entries.entries()) {
    const middle = below + (line + 0.5) * LINE;
    context.strokeStyle = colourOf(own[i]!, theme);
    context.lineWidth = 2;
    context.setLineDash(dashOf(own[i]!, theme));
    context.beginPath();
    context.moveTo(left, middle);
    context.lineTo(left + 22, middle);
    context.stroke();
    context.fillText(own[i]!.label, left + MARK, middle);
  }
  return bytesOf(await canvas.convertToBlob({ type: 'image/png' }));
}

/** Where each curve stands in a legend of this width, in lines. */
function placed(series: readonly Series[], width: number, widthOf: (label: string) => number) {
  let [left, line] = [MARGIN, 0];
  return series.map(({ label }) => {
    const needed = MARK + widthOf(label) + 2 * MARGIN;
    if (left > MARGIN && left + needed > width) [left, line] = [MARGIN, line + 1];
    const place = { left, line };
    left += needed;
    return place;
  });
}

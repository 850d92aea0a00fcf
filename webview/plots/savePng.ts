import { significant } from '../../extension/engine/text/format.js';
import { type ColourScale, type Raster, rasterFromValues } from './raster.js';

/** What stands below a picture: its colour scale and what the values are. */
export interface PngLegend extends ColourScale {
  unit?: string;
}

/** Height of a legend, in pixels. */
const LEGEND = 30;

/** A picture as a PNG, one pixel per pixel whatever the zoom; with a legend, on white below it. */
export async function rasterPng(raster: Raster, legend?: PngLegend): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(raster.width, raster.height + (legend ? LEGEND : 0));
  const context = canvas.getContext('2d')!;
  context.putImageData(new ImageData(raster.rgba, raster.width, raster.height), 0, 0);
  if (legend) drawLegend(context, raster.width, raster.height, legend);
  return bytesOf(await canvas.convertToBlob({ type: 'image/png' }));
}

/** What a canvas shows, in its own pixels. */
export async function canvasPng(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The canvas is empty or too large for a PNG.');
  return bytesOf(blob);
}

/** Puts a PNG on the clipboard. To be called in answer to a click or a key, or the browser refuses. */
export async function copyPng(png: Uint8Array): Promise<void> {
  const blob = new Blob([png as Uint8Array<ArrayBuffer>], { type: 'image/png' });
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
}

function drawLegend(
  context: OffscreenCanvasRenderingContext2D,
  width: number,
  top: number,
  { palette, low, high, unit }: PngLegend,
): void {
  context.fillStyle = '#fff';
  context.fillRect(0, top, width, LEGEND);
  const ramp = Float32Array.from({ length: width * 8 }, (_, i) => (i % width) / Math.max(1, width - 1));
  const { rgba } = rasterFromValues(ramp, width, 8, { palette, low: 0, high: 1 });
  context.putImageData(new ImageData(rgba, width, 8), 0, top + 3);
  context.fillStyle = '#000';
  context.font = '12px sans-serif';
  context.textBaseline = 'top';
  context.textAlign = 'left';
  context.fillText(significant(low), 1, top + 14);
  context.textAlign = 'right';
  context.fillText(`${significant(high)}${unit ? ` ${unit}` : ''}`, width - 1, top + 14);
}

export async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

import type { Raster } from './raster.js';
import type { Placement } from './viewTransform.js';

/** A picture on a canvas of its own size, from which panes draw at any scale. */
export class PaneSource {
  readonly #canvas = document.createElement('canvas');

  show({ width, height, rgba }: Raster): void {
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.#canvas.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0);
  }

  /**
   * @param ratio screen pixels per CSS pixel
   * @param from draws only what lies right of here, in screen pixels
   */
  draw(context: CanvasRenderingContext2D, placement: Placement, ratio: number, from = 0): void {
    const scale = placement.scale * ratio;
    context.save();
    context.beginPath();
    context.rect(from, 0, context.canvas.width - from, context.canvas.height);
    context.clip();
    // Enlarged, a pixel is a sharp square; made smaller, neighbours are averaged rather than dropped.
    context.imageSmoothingEnabled = scale < 1;
    context.imageSmoothingQuality = 'high';
    const [left, top] = [Math.round(placement.left * ratio), Math.round(placement.top * ratio)];
    context.drawImage(this.#canvas, left, top, this.#canvas.width * scale, this.#canvas.height * scale);
    context.restore();
  }
}

/** An empty canvas of this size. Only another size takes new memory. */
export function clearCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d')!;
  context.clearRect(0, 0, width, height);
  return context;
}

/** The point of an overlay, in pixels of the picture, at which a mouse event happened. `overlay` is any element of it. */
export function overlayPoint(event: MouseEvent, overlay: SVGGraphicsElement): { x: number; y: number } {
  const svg = overlay.ownerSVGElement ?? (overlay as unknown as SVGSVGElement);
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM()!.inverse());
  return { x, y };
}

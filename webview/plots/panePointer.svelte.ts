import { DRAG, directions, positionIn, STEP, wheelZoom } from './pointerInput.js';
import type { View } from './view.svelte.js';
import { type Placement, pixelAt, type Size } from './viewTransform.js';

/** What a pointer needs to know of its pane. */
export interface PaneParts {
  picture(): Size;
  placement(): Placement;
  pane(): Size;
  view(): View;
  pick(x: number, y: number): void;
}

/** Mouse, pen and keyboard over one pane: zoom, drag, the pixel under the cursor. */
export class PanePointer {
  /** The pixel that is pointed at, by mouse or keyboard. */
  pixel = $state.raw<{ x: number; y: number }>();
  byKeyboard = $state(false);
  readonly #parts: PaneParts;
  #down: { x: number; y: number; dragging: boolean } | undefined;

  constructor(parts: PaneParts) {
    this.#parts = parts;
  }

  wheel = (event: WheelEvent): void => {
    const zoom = wheelZoom(event);
    if (zoom === undefined) return;
    const { width, height } = this.#parts.pane();
    const { x, y } = positionIn(event);
    this.#parts.view().zoomAt(x - width / 2, y - height / 2, zoom, this.#parts.placement().scale);
  };

  down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#down = { x: event.clientX, y: event.clientY, dragging: false };
  };

  move = (event: PointerEvent): void => {
    const down = this.#down;
    if (down) {
      const [dx, dy] = [event.clientX - down.x, event.clientY - down.y];
      if (!down.dragging && Math.hypot(dx, dy) < DRAG) return;
      if (!down.dragging) (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      this.#parts.view().pan(dx, dy, this.#parts.placement().scale, this.#parts.picture());
      this.#down = { x: event.clientX, y: event.clientY, dragging: true };
    }
    this.#point(event);
  };

  up = (event: PointerEvent): void => {
    const down = this.#down;
    this.#down = undefined;
    if (!down || down.dragging) return;
    this.#point(event);
    if (this.pixel) this.#parts.pick(this.pixel.x, this.pixel.y);
  };

  cancel = (): void => {
    this.#down = undefined;
  };

  leave = (): void => {
    if (!this.#down?.dragging) this.#down = undefined;
    if (!this.byKeyboard) this.pixel = undefined;
  };

  key = (event: KeyboardEvent): void => {
    // Keys of a handle in the overlay or of the divider are theirs.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#act(event)) event.preventDefault();
  };

  /** @returns whether the key means something here */
  #act({ key, shiftKey }: KeyboardEvent): boolean {
    const view = this.#parts.view();
    const { scale } = this.#parts.placement();
    const direction = directions[key];
    if (direction && shiftKey) this.#moveCursor(...direction);
    else if (direction) view.pan(-STEP * direction[0], -STEP * direction[1], scale, this.#parts.picture());
    else if (key === '+' || key === '=') view.zoomAt(0, 0, 2, scale);
    else if (key === '-') view.zoomAt(0, 0, 0.5, scale);
    else if (key === '0') view.fit();
    else if (key === '1') view.actualSize();
    else if ((key === 'Enter' || key === ' ') && this.pixel) this.#parts.pick(this.pixel.x, this.pixel.y);
    else if (key === 'Escape' && this.pixel) this.pixel = undefined;
    else return false;
    return true;
  }

  #moveCursor(dx: number, dy: number): void {
    const { width, height } = this.#parts.picture();
    const from = this.pixel ?? { x: Math.floor(width / 2) - dx, y: Math.floor(height / 2) - dy };
    this.byKeyboard = true;
    this.pixel = {
      x: Math.min(width - 1, Math.max(0, from.x + dx)),
      y: Math.min(height - 1, Math.max(0, from.y + dy)),
    };
  }

  #point(event: MouseEvent): void {
    const { x, y } = positionIn(event);
    this.byKeyboard = false;
    this.pixel = pixelAt(this.#parts.placement(), this.#parts.picture(), x, y);
  }
}

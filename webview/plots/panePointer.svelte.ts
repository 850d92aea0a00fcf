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

/** Farther than this from where it went down, in CSS pixels, a pointer drags. */
const DRAG = 3;
/** How far an arrow key moves the picture, in CSS pixels. */
const STEP = 40;

const directions: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

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
    // Otherwise the wheel is the page's, which must scroll past its panes.
    const isChosen = event.currentTarget === document.activeElement;
    if (!event.ctrlKey && !event.metaKey && !isChosen) return;
    event.preventDefault();
    const { px, py } = this.#fromMiddle(event);
    // Lines and pages, where a browser counts in them, are turned into about as many pixels.
    const pixels = event.deltaY * [1, 16, 400][event.deltaMode]!;
    this.#parts.view().zoomAt(px, py, Math.exp(-pixels / 400), this.#parts.placement().scale);
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
    const { left, top } = shownBox(event);
    this.byKeyboard = false;
    this.pixel = pixelAt(this.#parts.placement(), this.#parts.picture(), event.clientX - left, event.clientY - top);
  }

  #fromMiddle(event: MouseEvent): { px: number; py: number } {
    const { left, top } = shownBox(event);
    const { width, height } = this.#parts.pane();
    return { px: event.clientX - left - width / 2, py: event.clientY - top - height / 2 };
  }
}

/** Where the pane begins on the screen: its pixels are drawn from a whole one on, whatever the layout says. */
function shownBox(event: MouseEvent): { left: number; top: number } {
  const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const snap = (value: number) => Math.round(value * devicePixelRatio) / devicePixelRatio;
  return { left: snap(left), top: snap(top) };
}

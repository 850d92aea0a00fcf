import { DRAG, directions, positionIn, STEP, wheelZoom } from '../../plots/pointerInput.js';
import type { View } from '../../plots/view.svelte.js';
import type { Placement, Size } from '../../plots/viewTransform.js';
import { inside, nearestPoint, plane, pointTowards } from './layout.js';

/** What a pointer needs to know of its map, and what it does there. */
export interface ScatterParts {
  points(): Float32Array;
  placement(): Placement;
  pane(): Size;
  view: View;
  drag(): 'select' | 'move';
  /** The point at the cursor. */
  pointed(): number | undefined;
  point(place: number | undefined): void;
  pick(place: number): void;
  /** @param keep besides what is selected */
  select(places: readonly number[], keep: boolean): void;
}

/** How far from a point it is still pointed at, in CSS pixels. */
const REACH = 9;

/** Mouse, pen and keyboard over a map: zoom, move, a line around points, the point under the cursor. */
export class ScatterPointer {
  /** The line that is being drawn, on the plane. */
  line = $state.raw<[x: number, y: number][]>();
  byKeyboard = $state(false);
  readonly #parts: ScatterParts;
  #down: { x: number; y: number; moves: boolean; dragging: boolean } | undefined;

  constructor(parts: ScatterParts) {
    this.#parts = parts;
  }

  wheel = (event: WheelEvent): void => {
    const zoom = wheelZoom(event);
    if (zoom === undefined) return;
    const { width, height } = this.#parts.pane();
    const { x, y } = positionIn(event);
    this.#parts.view.zoomAt(x - width / 2, y - height / 2, zoom, this.#parts.placement().scale);
  };

  down = (event: PointerEvent): void => {
    if (event.button > 1) return;
    const moves = event.button === 1 || event.shiftKey !== (this.#parts.drag() === 'move');
    this.#down = { x: event.clientX, y: event.clientY, moves, dragging: false };
    if (!moves) this.line = [this.#onPlane(event)];
  };

  move = (event: PointerEvent): void => {
    const down = this.#down;
    if (!down) {
      this.#point(event);
      return;
    }
    const [dx, dy] = [event.clientX - down.x, event.clientY - down.y];
    if (!down.dragging && Math.hypot(dx, dy) < DRAG) return;
    if (!down.dragging) (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    down.dragging = true;
    if (!down.moves) {
      this.line = [...(this.line ?? []), this.#onPlane(event)];
      return;
    }
    this.#parts.view.pan(dx, dy, this.#parts.placement().scale, plane);
    this.#down = { ...down, x: event.clientX, y: event.clientY };
  };

  up = (event: PointerEvent): void => {
    const [down, line] = [this.#down, this.line];
    this.cancel();
    if (!down) return;
    const keep = event.ctrlKey || event.metaKey;
    if (down.dragging && line) this.#parts.select(inside(this.#parts.points(), line), keep);
    if (down.dragging) return;
    this.#point(event);
    const place = this.#parts.pointed();
    if (place !== undefined) this.#parts.pick(place);
    else if (!keep) this.#parts.select([], false);
  };

  cancel = (): void => {
    [this.#down, this.line] = [undefined, undefined];
  };

  leave = (): void => {
    if (!this.#down?.dragging) this.cancel();
    if (!this.byKeyboard) this.#parts.point(undefined);
  };

  key = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#act(event)) event.preventDefault();
  };

  /** @returns whether the key means something here */
  #act({ key, shiftKey }: KeyboardEvent): boolean {
    const { view } = this.#parts;
    const { scale } = this.#parts.placement();
    const direction = directions[key];
    const place = this.#parts.pointed();
    if (direction && shiftKey) this.#moveCursor(...direction);
    else if (direction) view.pan(-STEP * direction[0], -STEP * direction[1], scale, plane);
    else if (key === '+' || key === '=') view.zoomAt(0, 0, 2, scale);
    else if (key === '-') view.zoomAt(0, 0, 0.5, scale);
    else if (key === '0') view.fit();
    else if (key === 'Enter' && place !== undefined) this.#parts.pick(place);
    else if (key === ' ' && place !== undefined) this.#parts.select([place], true);
    else if (key === 'Escape') this.#parts.select([], false);
    else return false;
    return true;
  }

  #moveCursor(dx: number, dy: number): void {
    const points = this.#parts.points();
    const from = this.#parts.pointed();
    const middle = nearestPoint(points, plane.width / 2, plane.height / 2, Infinity);
    this.byKeyboard = true;
    this.#parts.point(from === undefined ? middle : (pointTowards(points, from, dx, dy) ?? from));
  }

  #point(event: PointerEvent): void {
    const [x, y] = this.#onPlane(event);
    this.byKeyboard = false;
    this.#parts.point(nearestPoint(this.#parts.points(), x, y, REACH / this.#parts.placement().scale));
  }

  #onPlane(event: PointerEvent): [x: number, y: number] {
    const { left, top, scale } = this.#parts.placement();
    const { x, y } = positionIn(event);
    return [(x - left) / scale, (y - top) / scale];
  }
}

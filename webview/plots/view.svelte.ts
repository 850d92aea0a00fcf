import { panned, type Size, trueScale, type ViewState, zoomed } from './viewTransform.js';

/** Zoom and position of a picture. Panes that are given the same one move together. */
export class View {
  #state = $state.raw<ViewState>({ mode: 'natural', scale: 1, x: 0, y: 0 });

  /** @param mode how pictures show at first */
  constructor(mode: 'natural' | 'fit' = 'natural') {
    this.#state = { ...this.#state, mode };
  }

  /** All of it, to be kept and set again when a page comes back. */
  get state(): ViewState {
    return this.#state;
  }

  set state(state: ViewState) {
    this.#state = state;
  }

  get scale(): number {
    return this.#state.scale;
  }

  get x(): number {
    return this.#state.x;
  }

  get y(): number {
    return this.#state.y;
  }

  /**
   * @param px from the pane's middle, in CSS pixels: what is there stays there
   * @param shown the scale at which the pane shows the picture now, which is its own affair until the first zoom
   */
  zoomAt(px: number, py: number, factor: number, shown: number): void {
    this.#state = zoomed(this.#from(shown), px, py, factor);
  }

  /** Moves the picture by CSS pixels. */
  pan(dx: number, dy: number, shown: number, picture: Size): void {
    this.#state = panned(this.#from(shown), dx, dy, picture);
  }

  /** As large as each pane allows. */
  fit(): void {
    this.#state = { mode: 'fit', scale: 1, x: 0, y: 0 };
  }

  /** One pixel of the picture on one of the screen, whether all of it can be seen or not. */
  actualSize(): void {
    this.#state = { mode: 'free', scale: trueScale(devicePixelRatio), x: 0, y: 0 };
  }

  #from(shown: number): ViewState {
    return this.#state.mode === 'free' ? this.#state : { mode: 'free', scale: shown, x: 0, y: 0 };
  }
}

/*
 * Where a picture stands in its pane. Lengths in a pane are CSS pixels; `ratio` is how many of the screen's own pixels
 * one of them has.
 */

export interface Size {
  width: number;
  height: number;
}

/**
 * What linked panes share. The point is given from the picture's centre, so that the same values serve panes and
 * pictures of different sizes.
 */
export interface ViewState {
  /** `natural`: true size, or smaller where that does not fit; `fit`: as large as fits; `free`: the values below. */
  mode: 'natural' | 'fit' | 'free';
  /** CSS pixels per pixel of the picture. */
  scale: number;
  /** The point in the pane's middle, in pixels of the picture from its centre. */
  x: number;
  y: number;
}

/** A picture's top left corner in the pane, and its scale. */
export interface Placement {
  left: number;
  top: number;
  scale: number;
}

const LARGEST = 64;
const SMALLEST = 1 / 64;

/** One pixel of the picture on one of the screen. */
export function trueScale(ratio: number): number {
  return 1 / ratio;
}

/** The largest scale at which the whole picture shows; whole screen pixels per pixel where it is enlarged. */
export function fitScale(pane: Size, picture: Size, ratio: number): number {
  const device = ratio * Math.min(pane.width / picture.width, pane.height / picture.height);
  return (device > 1 ? Math.floor(device) : device) / ratio;
}

/** The scale that a state means in this pane. */
export function scaleIn(state: ViewState, pane: Size, picture: Size, ratio: number): number {
  if (state.mode === 'free') return state.scale;
  const fit = fitScale(pane, picture, ratio);
  return state.mode === 'fit' ? fit : Math.min(fit, trueScale(ratio));
}

/** Where the picture stands; its corner falls on a screen pixel, or its pixels would be smeared. */
export function place(state: ViewState, pane: Size, picture: Size, ratio: number): Placement {
  const scale = scaleIn(state, pane, picture, ratio);
  const [x, y] = state.mode === 'free' ? [state.x, state.y] : [0, 0];
  const snap = (value: number) => Math.round(value * ratio) / ratio;
  return {
    scale,
    left: snap(pane.width / 2 - (picture.width / 2 + x) * scale),
    top: snap(pane.height / 2 - (picture.height / 2 + y) * scale),
  };
}

/** The picture's pixel under a point of the pane, or nothing outside the picture. */
export function pixelAt(
  placement: Placement,
  picture: Size,
  px: number,
  py: number,
): { x: number; y: number } | undefined {
  const x = Math.floor((px - placement.left) / placement.scale);
  const y = Math.floor((py - placement.top) / placement.scale);
  return x >= 0 && y >= 0 && x < picture.width && y < picture.height ? { x, y } : undefined;
}

/** Scaled by `factor`, so that what is (px, py) from the pane's middle stays there. */
export function zoomed(state: ViewState, px: number, py: number, factor: number): ViewState {
  const scale = Math.min(LARGEST, Math.max(SMALLEST, state.scale * factor));
  return {
    mode: 'free',
    scale,
    x: state.x + px / state.scale - px / scale,
    y: state.y + py / state.scale - py / scale,
  };
}

/** The picture moved by (dx, dy) CSS pixels; its edge stops at the pane's middle. */
export function panned(state: ViewState, dx: number, dy: number, picture: Size): ViewState {
  const within = (value: number, side: number) => Math.min(side / 2, Math.max(-side / 2, value));
  return {
    mode: 'free',
    scale: state.scale,
    x: within(state.x - dx / state.scale, picture.width),
    y: within(state.y - dy / state.scale, picture.height),
  };
}

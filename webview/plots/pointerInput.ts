/** Farther than this from where it went down, in CSS pixels, a pointer drags. */
export const DRAG = 3;
/** How far an arrow key moves a picture, in CSS pixels. */
export const STEP = 40;

export const directions: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** How many times larger a turn of the wheel makes a picture; undefined where the wheel is the page's, which must scroll past it. */
export function wheelZoom(event: WheelEvent): number | undefined {
  const isChosen = event.currentTarget === document.activeElement;
  if (!event.ctrlKey && !event.metaKey && !isChosen) return undefined;
  event.preventDefault();
  // Lines and pages, where a browser counts in them, are turned into about as many pixels.
  return Math.exp((-event.deltaY * [1, 16, 400][event.deltaMode]!) / 400);
}

/** Where a pointer is in a picture, in CSS pixels: those are drawn from a whole one of the screen on, whatever the layout says. */
export function positionIn(event: MouseEvent): { x: number; y: number } {
  const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const snap = (value: number) => Math.round(value * devicePixelRatio) / devicePixelRatio;
  return { x: event.clientX - snap(left), y: event.clientY - snap(top) };
}

import type { Theme } from '../../plots/theme.svelte.js';
import type { Placement } from '../../plots/viewTransform.js';
import { type Groups, markOf } from './groups.js';

/** What a map shows. Points are meant by their places. */
export interface Scene {
  /** On the plane. */
  points: Float32Array;
  groups: Groups;
  /** Pictures in the place of points; sides in CSS pixels. */
  pictures: ReadonlyMap<number, ImageBitmap>;
  pictureSide: number;
  isSelected(place: number): boolean;
  hasSelection: boolean;
  pointed: number | undefined;
  picked: number | undefined;
  /** Around points, on the plane. */
  line: readonly (readonly [x: number, y: number])[] | undefined;
}

/** Radius of a point in CSS pixels. */
const RADIUS = 4;
/** How much is seen of what is not selected. */
const DIM = 0.25;

/** Draws a map on an empty canvas; `ratio`: screen pixels per CSS pixel. */
export function drawScatter(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { left, top, scale }: Placement,
  ratio: number,
  theme: Theme,
): void {
  const { points, groups, pictures, pictureSide, hasSelection } = scene;
  const marks = groups.names.map((_, group) => {
    const { colour, path } = markOf(group, groups, theme);
    return { colour, path: new Path2D(path) };
  });
  const at = (place: number) => [left + scale * points[2 * place]!, top + scale * points[2 * place + 1]!] as const;
  const count = points.length / 2;
  context.save();
  context.scale(ratio, ratio);
  const drawOne = (place: number) => {
    const [x, y] = at(place);
    const { colour, path } = marks[groups.of[place]!]!;
    const picture = pictures.get(place);
    if (picture) drawPicture(context, picture, x, y, pictureSide, colour);
    else drawMark(context, path, x, y, colour, theme.background);
  };
  // Pictures lie above points, and what is selected above the rest.
  const layers = [false, true].flatMap(isSelected => [false, true].map(isPicture => ({ isSelected, isPicture })));
  for (const { isSelected, isPicture } of layers) {
    context.globalAlpha = hasSelection && !isSelected ? (theme.highContrast ? 0.5 : DIM) : 1;
    for (let place = 0; place < count; place++)
      if (scene.isSelected(place) === isSelected && pictures.has(place) === isPicture) drawOne(place);
  }
  context.globalAlpha = 1;
  const side = (place: number) => (pictures.has(place) ? pictureSide / 2 + 3 : RADIUS + 4);
  for (const [place, colour] of [
    [scene.picked, theme.foreground],
    [scene.pointed, theme.focus],
  ] as const) {
    if (place === undefined) continue;
    drawOne(place);
    drawRing(context, ...at(place), side(place), colour, theme.background);
  }
  if (scene.line)
    drawLine(
      context,
      scene.line.map(([x, y]) => [left + scale * x, top + scale * y]),
      theme,
    );
  context.restore();
}

function drawMark(context: CanvasRenderingContext2D, path: Path2D, x: number, y: number, colour: string, edge: string) {
  context.save();
  context.translate(x, y);
  context.scale(RADIUS, RADIUS);
  context.fillStyle = colour;
  context.strokeStyle = edge;
  context.lineWidth = 1 / RADIUS;
  context.fill(path);
  context.stroke(path);
  context.restore();
}

function drawPicture(
  context: CanvasRenderingContext2D,
  picture: ImageBitmap,
  x: number,
  y: number,
  side: number,
  colour: string,
): void {
  context.imageSmoothingQuality = 'high';
  context.fillStyle = colour;
  context.fillRect(x - side / 2, y - side / 2, side, side);
  context.drawImage(picture, x - side / 2 + 2, y - side / 2 + 2, side - 4, side - 4);
}

/** In two colours: it is seen on anything. */
function drawRing(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  colour: string,
  edge: string,
): void {
  for (const [style, width] of [
    [edge, 5],
    [colour, 2],
  ] as const) {
    context.beginPath();
    context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
}

function drawLine(context: CanvasRenderingContext2D, line: number[][], { focus }: Theme): void {
  context.beginPath();
  for (const [x, y] of line) context.lineTo(x!, y!);
  context.closePath();
  context.globalAlpha = 0.12;
  context.fillStyle = focus;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = focus;
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.stroke();
}

import { principalComponents } from '../../../extension/engine/inspect/features/principalComponents.js';
import { Random } from '../../../extension/engine/random.js';
import type { MapMethod } from '../../../extension/protocol/mapApi.js';

const classes = ['birds', 'boats', 'cups', 'leaves', 'towers'];
const EACH = 40;
const WIDTH = 8;

/** Names of images in class folders with inner ones, and one that is in none. */
export const names = [
  'cover.jpg',
  ...classes.flatMap(name =>
    Array.from({ length: EACH }, (_, i) => `${name}/${i % 4 === 0 ? 'night' : 'day'}/${name}-${i + 1}.jpg`),
  ),
];

export const labels = Int32Array.from(names, name => classes.indexOf(name.split('/')[0]!));

export { classes };

/** Made-up features `[images, width]`: a direction for each class, in which another checkpoint is less sure. */
export function featuresOf(other: string | undefined, layer: number | undefined) {
  const noise = (other ? 0.75 : 0.4) + (layer === undefined ? 0 : 0.15 * (4 - layer));
  const random = new Random(other ? 5 : 1, layer ?? 99);
  const values = Float32Array.from({ length: names.length * WIDTH }, (_, i) => {
    const [row, column] = [Math.floor(i / WIDTH), i % WIDTH];
    return (column === labels[row] ? 1.5 : 0) + noise * random.normal(0.5);
  });
  return { values, width: WIDTH };
}

/** Components, or in the place of UMAP's epochs the same pulled together by class. */
export function pointsOf(features: { values: Float32Array; width: number }, method: MapMethod) {
  const { scores, explained } = principalComponents(features.values, features.width, 2);
  if (method === 'pca') return { points: scores, explained: [explained[0]!, explained[1]!] as [number, number] };
  const angle = (row: number) => (2 * Math.PI * labels[row]!) / classes.length;
  const points = scores.map((value, i) => {
    const row = Math.floor(i / 2);
    const middle = labels[row]! < 0 ? 0 : 5 * (i % 2 === 0 ? Math.cos(angle(row)) : Math.sin(angle(row)));
    return middle + value;
  });
  return { points };
}

const colours = [
  [90, 150, 220],
  [200, 90, 70],
  [230, 190, 120],
  [80, 160, 80],
  [140, 120, 170],
];

/** A picture of the class's colour with stripes or a disc of the image's own, `[side, side, 3]`. */
export function pictureOf(image: number, side: number): Uint8Array {
  const colour = colours[labels[image]!] ?? [128, 128, 128];
  const random = new Random(image);
  const [x0, y0, size, light] = [
    random.uniform(0.25, 0.75),
    random.uniform(0.25, 0.75),
    random.uniform(0.15, 0.3),
    random.uniform(0.5, 1),
  ];
  return Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const [x, y] = [(pixel % side) / side, Math.floor(pixel / side) / side];
    const isDisc = Math.hypot(x - x0, y - y0) < size;
    return Math.min(255, colour[i % 3]! * light * (isDisc ? 1.5 : 0.6 + 0.4 * y));
  });
}

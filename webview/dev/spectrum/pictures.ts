import type { ImagePixels } from '../../../extension/protocol/imagesApi.js';

/** What a picture is made of: waves of one direction each, on a colour that changes slowly. */
interface Recipe {
  width: number;
  height: number;
  /** Cycles over the width and over the height, and how strong. */
  waves: [u: number, v: number, strength: number][];
}

const recipes: Recipe[] = [
  {
    width: 224,
    height: 224,
    waves: [
      [6, 2, 60],
      [20, 12, 30],
      [55, 40, 20],
    ],
  },
  {
    width: 224,
    height: 224,
    waves: [
      [0, 16, 70],
      [90, 0, 30],
    ],
  },
  {
    width: 300,
    height: 200,
    waves: [
      [10, 10, 50],
      [30, 0, 40],
    ],
  },
];

/** Pictures whose spectra are known: the same every time, each another one. */
export function picture(place: number, side?: number): ImagePixels {
  const recipe = recipes[place % recipes.length]!;
  const [width, height] = side === undefined ? [recipe.width, recipe.height] : [side, side];
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x);
      const waves = recipe.waves.reduce(
        (sum, [u, v, strength]) => sum + strength * Math.cos(2 * Math.PI * ((u * x) / width + (v * y) / height)),
        0,
      );
      const edge = Math.hypot(x - 0.6 * width, y - 0.4 * height) < 0.2 * height ? 50 : 0;
      data[at] = clamp(110 + waves + edge);
      data[at + 1] = clamp(100 + 0.8 * waves + (60 * y) / height);
      data[at + 2] = clamp(140 - 0.5 * waves + edge - (50 * x) / width);
    }
  }
  return { width, height, data, original: { width: recipe.width, height: recipe.height } };
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

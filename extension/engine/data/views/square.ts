import { toPlanar } from '../image.js';
import { preparedSquare } from '../prepare.js';
import type { ViewKind } from './view.js';

/** How an image is seen as it is, for evaluation. */
export interface SquareOptions {
  /** Side of the view in pixels. */
  side: number;
}

/** The middle of the image: `images`, `[3, side, side]` in [0, 1]; see `preparedSquare`. */
export const squareView: ViewKind<SquareOptions> = {
  fields: ({ side }) => [{ name: 'images', shape: [3, side, side] }],
  make: (image, { side }) => ({ images: toPlanar(preparedSquare(image, side)) }),
};

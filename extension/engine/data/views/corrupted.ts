import type { Severity } from '../corruptions/corruption.js';
import { type CorruptionId, corruptions } from '../corruptions/registry.js';
import { preparedSquare } from '../prepare.js';
import type { SquareOptions } from './square.js';
import type { ViewKind } from './view.js';

/** How an image is seen when something happened to it. */
export interface CorruptedOptions extends SquareOptions {
  corruption: CorruptionId;
  severity: Severity;
}

/** What `squareView` shows, corrupted, in whole levels as files of images have them: `images`, `[3, side, side]` in [0, 1]. */
export const corruptedView: ViewKind<CorruptedOptions> = {
  fields: ({ side }) => [{ name: 'images', shape: [3, side, side] }],
  make(image, { side, corruption, severity }, random) {
    const levels = corruptions[corruption].apply(preparedSquare(image, side), severity, random);
    return { images: levels.map(level => Math.round(level) / 255) };
  },
};

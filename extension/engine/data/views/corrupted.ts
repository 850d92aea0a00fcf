import type { Severity } from '../corruptions/corruption.js';
import { type CorruptionId, corruptions } from '../corruptions/registry.js';
import { type EvaluationOptions, middleOf } from './evaluation.js';
import type { ViewKind } from './view.js';

/** How an image is seen when something happened to it. */
export interface CorruptedOptions extends EvaluationOptions {
  corruption: CorruptionId;
  severity: Severity;
}

/** What `evaluationView` shows, corrupted, in whole levels as files of images have them: `images`, `[3, side, side]` in [0, 1]. */
export const corruptedView: ViewKind<CorruptedOptions> = {
  fields: ({ side }) => [{ name: 'images', shape: [3, side, side] }],
  make(image, { corruption, severity, ...options }, random) {
    const levels = corruptions[corruption].apply(middleOf(image, options), severity, random);
    return { images: levels.map(level => Math.round(level) / 255) };
  },
};

import type { PatchMap } from '../../../protocol/decisionApi.js';
import type { Grid } from '../../input/grid.js';
import { cells } from '../../input/grid.js';

/** Tokens of one image after a layer, and how a class's score changes with them. */
export interface TokenGradient {
  grid: Grid;
  /** Whether a class token comes before the patches. */
  classToken: boolean;
  /** `[classToken + rows * columns, width]` */
  tokens: Float32Array;
  /** Of the score, like `tokens`. */
  gradient: Float32Array;
}

/**
 * Grad-CAM: how much each patch speaks for a class. A channel counts what its gradient is in the mean over the patches; what speaks
 * against the class is left out (Selvaraju et al. 2017, equations 1 and 2). The class token is no place in the image.
 */
export function gradCam({ grid, classToken, tokens, gradient }: TokenGradient): PatchMap {
  const patches = cells(grid);
  const width = tokens.length / (patches + (classToken ? 1 : 0));
  const first = classToken ? width : 0;
  const weights = new Float64Array(width);
  for (let i = first; i < gradient.length; i++) weights[i % width]! += gradient[i]! / patches;
  const values = Float32Array.from({ length: patches }, (_, patch) => {
    const start = first + patch * width;
    let sum = 0;
    for (let k = 0; k < width; k++) sum += weights[k]! * tokens[start + k]!;
    return Math.max(0, sum);
  });
  return { grid, values };
}

import type { RgbImage } from '../data/image.js';
import type { Statistics } from '../input/input.js';

/**
 * Pixels as bytes.
 *
 * @param planar `[3, height, width]` in [0, 1]; values outside are clamped
 */
export function planarToRgb(planar: Float32Array, width: number, height: number): RgbImage {
  const plane = width * height;
  const data = new Uint8Array(plane * 3);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) data[3 * i + c] = Math.round(255 * clamp(planar[c * plane + i]!));
  }
  return { width, height, data };
}

/** What a network with this input gave, `[channels, H, W]`, as pixels; [0, 1] may be left. */
export function unnormalise(planar: Float32Array, { mean, std }: Statistics): Float32Array {
  const plane = planar.length / mean.length;
  return planar.map((value, i) => {
    const channel = Math.floor(i / plane);
    return value * std[channel]! + mean[channel]!;
  });
}

/**
 * Mean over the channels of the absolute difference of two images, `[3, H, W]` each.
 *
 * @returns `[H, W]`
 */
export function absoluteError(prediction: Float32Array, target: Float32Array): Float32Array {
  const plane = target.length / 3;
  const error = new Float32Array(plane);
  for (let i = 0; i < target.length; i++) error[i % plane]! += Math.abs(prediction[i]! - target[i]!) / 3;
  return error;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

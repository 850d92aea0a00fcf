import type { Random } from '../random.js';

const BRIGHTNESS = 32 / 255;
const LOWEST = 0.5;
const HIGHEST = 1.5;
/** Of red, green and blue in brightness (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Photometric distortion (Liu et al. 2016, SSD, section 2.2, without hue): brightness is shifted by up to 32 of 255, then contrast
 * and saturation are multiplied by 0.5 to 1.5, saturation first or last; each with p = 0.5. Values stay in [0, 1].
 *
 * @param pixels `[3, height, width]` in [0, 1], changed in place
 */
export function distort(pixels: Float32Array, random: Random): void {
  const shift = random.bernoulli(0.5) ? random.uniform(-BRIGHTNESS, BRIGHTNESS) : 0;
  const contrast = drawFactor(random);
  const saturation = drawFactor(random);
  const saturationFirst = random.bernoulli(0.5);
  clipped(pixels, value => value + shift);
  if (saturationFirst) saturate(pixels, saturation);
  clipped(pixels, value => value * contrast);
  if (!saturationFirst) saturate(pixels, saturation);
}

function drawFactor(random: Random): number {
  return random.bernoulli(0.5) ? random.uniform(LOWEST, HIGHEST) : 1;
}

function clipped(pixels: Float32Array, change: (value: number) => number): void {
  for (const [i, value] of pixels.entries()) pixels[i] = clip(change(value));
}

/** Moves each pixel away from the grey of its brightness, or towards it. */
function saturate(pixels: Float32Array, factor: number): void {
  const plane = pixels.length / 3;
  for (let i = 0; i < plane; i++) {
    const grey = LUMA.reduce((sum, weight, channel) => sum + weight * pixels[channel * plane + i]!, 0);
    for (let at = i; at < pixels.length; at += plane) pixels[at] = clip(grey + factor * (pixels[at]! - grey));
  }
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

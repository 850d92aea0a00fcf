import { defocusBlur, gaussianBlur, motionBlur, zoomBlur } from './blurs.js';
import { contrast } from './contrast.js';
import type { Corruption } from './corruption.js';
import { elasticTransform } from './elastic.js';
import { glassBlur } from './glass.js';
import { brightness, saturate } from './hsv.js';
import { jpegCompression } from './jpeg.js';
import { gaussianNoise, impulseNoise, shotNoise, speckleNoise } from './noises.js';
import { pixelate } from './pixelate.js';
import { snow } from './snow.js';
import { spatter } from './spatter.js';
import { fog, frost } from './weather.js';

/**
 * The corruptions of ImageNet-C and its four extra ones, made anew and so 'ImageNet-C-style', by the names of the benchmark's
 * folders and in its order (fact sheet 2.7).
 */
export const corruptions = {
  gaussian_noise: gaussianNoise,
  shot_noise: shotNoise,
  impulse_noise: impulseNoise,
  defocus_blur: defocusBlur,
  glass_blur: glassBlur,
  motion_blur: motionBlur,
  zoom_blur: zoomBlur,
  snow,
  frost,
  fog,
  brightness,
  contrast,
  elastic_transform: elasticTransform,
  pixelate,
  jpeg_compression: jpegCompression,
  speckle_noise: speckleNoise,
  gaussian_blur: gaussianBlur,
  spatter,
  saturate,
} satisfies Record<string, Corruption>;

export type CorruptionId = keyof typeof corruptions;

export const corruptionIds = Object.keys(corruptions) as readonly CorruptionId[];

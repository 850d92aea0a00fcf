// node dist/test/bench/degradations.js: what a decoding thread needs to degrade one image of 3 x 224 x 224, in CPU time,
// which other processes on the machine disturb least.

import { blur } from '../../extension/engine/corruption/blur.js';
import { gaussianKernel, sincKernel } from '../../extension/engine/corruption/blurKernels.js';
import { addGaussianNoise, addPoissonNoise } from '../../extension/engine/corruption/noise.js';
import { superResolve } from '../../extension/engine/corruption/superResolution.js';
import { Random } from '../../extension/engine/random.js';
import { lcg } from '../support/lcg.js';
import { markdownTable, median } from './table.js';

const SIZE = 224;
const image = lcg(3 * SIZE * SIZE, 1).map(value => Math.round(value * 255) / 255);
const random = new Random(1);
const tilted = { sigmaX: 3, sigmaY: 1, angle: 0.5 };

const degradations: Record<string, () => unknown> = {
  'super-resolution, factor 8': () => superResolve(image, SIZE, 8),
  'blur, isotropic Gaussian 21 x 21': () => blur(image, SIZE, gaussianKernel(21, { sigmaX: 5, sigmaY: 5, angle: 0 })),
  'blur, tilted Gaussian 7 x 7': () => blur(image, SIZE, gaussianKernel(7, tilted)),
  'blur, tilted Gaussian 21 x 21': () => blur(image, SIZE, gaussianKernel(21, tilted)),
  'blur, sinc 21 x 21': () => blur(image, SIZE, sincKernel(21, 2)),
  'noise, Gaussian': () => addGaussianNoise(image, 75 / 255, false, random),
  'noise, Poisson': () => addPoissonNoise(image, 1, false, random),
  'noise, gray Poisson': () => addPoissonNoise(image, 1, true, random),
};

const rows = Object.entries(degradations).map(([name, degrade]) => [name, milliseconds(degrade).toFixed(1)]);
console.log(markdownTable(['degradation', 'ms per image'], rows));

function milliseconds(work: () => unknown): number {
  for (let i = 0; i < 5; i++) work();
  const times = Array.from({ length: 15 }, () => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user / 1000;
  });
  return median(times);
}

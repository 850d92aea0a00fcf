import { blur } from '../../corruption/blur.js';
import type { BlurKernel } from '../../corruption/blurKernels.js';
import { at, type BySeverity, type Corruption } from './corruption.js';
import { smoothed } from './gaussianSmoothing.js';
import { motionBlurred } from './motion.js';
import { mapped, planesOf, toLevels } from './planes.js';
import { zoomedInto } from './zoom.js';

const sigmas: BySeverity<number> = [1, 2, 3, 4, 6];

export const gaussianBlur: Corruption = {
  label: 'Gaussian blur',
  group: 'extra',
  apply: (image, severity) => toLevels(smoothed(planesOf(image), at(sigmas, severity))),
};

/** Of a disk whose edge a Gaussian softens, in pixels. */
const disks: BySeverity<readonly [radius: number, sigma: number]> = [
  [3, 0.1],
  [4, 0.5],
  [6, 0.5],
  [8, 0.5],
  [10, 0.5],
];

export const defocusBlur: Corruption = {
  label: 'Defocus blur',
  group: 'blur',
  apply(image, severity) {
    const { width, height, values } = planesOf(image);
    const kernel = diskKernel(...at(disks, severity));
    return toLevels({ width, height, values: blur(values, width, kernel, height) });
  },
};

/** A disk of the pixels whose centres lie in the radius, its edge softened by a Gaussian. */
export function diskKernel(radius: number, sigma: number): BlurKernel {
  const reach = radius + Math.ceil(4 * sigma);
  const size = 2 * reach + 1;
  const disk = Float32Array.from({ length: size * size }, (_, i) =>
    Math.hypot((i % size) - reach, Math.floor(i / size) - reach) <= radius ? 1 : 0,
  );
  const values = Float64Array.from(smoothed({ width: size, height: size, values: disk }, sigma).values);
  const sum = values.reduce((total, value) => total + value, 0);
  return { size, values: values.map(value => value / sum) };
}

const trails: BySeverity<readonly [radius: number, sigma: number]> = [
  [10, 3],
  [15, 5],
  [15, 8],
  [15, 12],
  [20, 15],
];

/** A camera that moves in a direction within 45 degrees of the horizontal. */
export const motionBlur: Corruption = {
  label: 'Motion blur',
  group: 'blur',
  apply(image, severity, random) {
    const [radius, sigma] = at(trails, severity);
    const angle = random.uniform(-Math.PI / 4, Math.PI / 4);
    return toLevels(motionBlurred(planesOf(image), radius, sigma, angle));
  },
};

/** The largest zoom, and from one to the next. */
const zooms: BySeverity<readonly [largest: number, step: number]> = [
  [1.1, 0.01],
  [1.15, 0.01],
  [1.2, 0.02],
  [1.25, 0.02],
  [1.3, 0.03],
];

/** The mean of the image and of the images zoomed into, the first of them by 1. */
export const zoomBlur: Corruption = {
  label: 'Zoom blur',
  group: 'blur',
  apply(image, severity) {
    const [largest, step] = at(zooms, severity);
    const clean = planesOf(image);
    const sum = Float64Array.from(clean.values);
    // A quotient of decimals may fall short of a whole number.
    const count = Math.floor((largest - 1) / step + 1e-6) + 1;
    for (let i = 0; i < count; i++) {
      const { values } = zoomedInto(clean, 1 + i * step);
      for (let k = 0; k < sum.length; k++) sum[k]! += values[k]!;
    }
    return toLevels(mapped(clean, (_, k) => sum[k]! / (count + 1)));
  },
};

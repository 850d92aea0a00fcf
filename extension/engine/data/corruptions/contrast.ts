import type { RgbImage } from '../image.js';
import { at, type BySeverity, type Corruption } from './corruption.js';

const factors: BySeverity<number> = [0.4, 0.3, 0.2, 0.1, 0.05];

/** Every channel drawn together about its own mean (fact sheet 2.7). */
export const contrast: Corruption = {
  label: 'Contrast',
  group: 'digital',
  apply(image, severity) {
    const factor = at(factors, severity);
    const means = channelMeans(image);
    const plane = image.width * image.height;
    // Between a value and a mean of values there is nothing to cut off.
    return Float32Array.from({ length: 3 * plane }, (_, i) => {
      const channel = Math.floor(i / plane);
      const mean = means[channel]!;
      return (image.data[3 * (i % plane) + channel]! - mean) * factor + mean;
    });
  },
};

function channelMeans({ data }: RgbImage): number[] {
  const sums = [0, 0, 0];
  for (const [i, value] of data.entries()) sums[i % 3]! += value;
  return sums.map(sum => (3 * sum) / data.length);
}

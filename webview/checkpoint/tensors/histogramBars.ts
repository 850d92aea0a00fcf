import type { TensorHistogram } from '../../../extension/protocol/workerApi.js';

/** A bar in a drawing of a histogram, and what it stands for. */
export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Values from here up to there, and how many. */
  from: number;
  to: number;
  count: number;
}

/** Bars side by side over `width`, the highest one `height` high, standing on y = `height`. */
export function histogramBars({ low, high, counts }: TensorHistogram, width: number, height: number): Bar[] {
  const highest = Math.max(1, ...counts);
  const step = width / counts.length;
  const edge = (i: number) => low + ((high - low) * i) / counts.length;
  return counts.map((count, i) => {
    const size = (height * count) / highest;
    return { x: i * step, y: height - size, width: step, height: size, from: edge(i), to: edge(i + 1), count };
  });
}

import { at, type BySeverity, type Corruption } from './corruption.js';
import { motionBlurred } from './motion.js';
import { mapped, type Planes, planesOf, toLevels } from './planes.js';
import { zoomedInto } from './zoom.js';

/** Lengths in pixels, brightnesses in [0, 1]. */
interface Snow {
  mean: number;
  deviation: number;
  /** Size of a flake. */
  zoom: number;
  /** Below it there is no flake. */
  threshold: number;
  radius: number;
  sigma: number;
  /** The share of the image; the rest is a whitish gray version of it. */
  mix: number;
}

const snows: BySeverity<Snow> = [
  { mean: 0.1, deviation: 0.3, zoom: 3, threshold: 0.5, radius: 10, sigma: 4, mix: 0.8 },
  { mean: 0.2, deviation: 0.3, zoom: 2, threshold: 0.5, radius: 12, sigma: 4, mix: 0.7 },
  { mean: 0.55, deviation: 0.3, zoom: 4, threshold: 0.9, radius: 12, sigma: 8, mix: 0.7 },
  { mean: 0.55, deviation: 0.3, zoom: 4.5, threshold: 0.85, radius: 12, sigma: 8, mix: 0.65 },
  { mean: 0.55, deviation: 0.3, zoom: 2.5, threshold: 0.85, radius: 12, sigma: 12, mix: 0.55 },
];

/** Flakes that fall in a drawn direction, twice, the second time turned by half a circle, over a paler image (fact sheet 2.7). */
export const snow: Corruption = {
  label: 'Snow',
  group: 'weather',
  apply(image, severity, random) {
    const { mean, deviation, zoom, threshold, radius, sigma, mix } = at(snows, severity);
    const { width, height } = image;
    const plane = width * height;
    const layer = Float32Array.from({ length: plane }, () => mean + random.normal(deviation));
    const flakes = mapped(zoomedInto({ width, height, values: layer }, zoom), value =>
      value < threshold ? 0 : Math.min(value, 1),
    );
    const angle = random.uniform((-3 * Math.PI) / 4, -Math.PI / 4);
    const { values: falling } = motionBlurred(flakes, radius, sigma, angle);
    const clean = planesOf(image);
    const gray = luma(clean);
    return toLevels(
      mapped(clean, (value, i) => {
        const pixel = i % plane;
        const paler = Math.max(value, 1.5 * gray[pixel]! + 0.5);
        return mix * value + (1 - mix) * paler + falling[pixel]! + falling[plane - 1 - pixel]!;
      }),
    );
  },
};

/** `[3, height, width]` to `[height, width]`, by the weights of ITU-R BT.601. */
function luma({ values }: Planes): Float32Array {
  const plane = values.length / 3;
  return Float32Array.from(
    { length: plane },
    (_, i) => 0.299 * values[i]! + 0.587 * values[plane + i]! + 0.114 * values[2 * plane + i]!,
  );
}

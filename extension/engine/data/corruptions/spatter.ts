import { at, type BySeverity, type Corruption } from './corruption.js';
import { smoothed } from './gaussianSmoothing.js';
import { mapped, type Planes, planesOf, toLevels } from './planes.js';

/** A smoothed noise, which is liquid where it exceeds a threshold. Lengths in pixels. */
interface Spatter {
  mean: number;
  deviation: number;
  sigma: number;
  threshold: number;
  liquid: 'water' | 'mud';
  /** How bright the rims of drops of water are; how far the edge of mud is smoothed. */
  strength: number;
}

const spatters: BySeverity<Spatter> = [
  { mean: 0.65, deviation: 0.3, sigma: 4, threshold: 0.69, liquid: 'water', strength: 0.6 },
  { mean: 0.65, deviation: 0.3, sigma: 3, threshold: 0.68, liquid: 'water', strength: 0.6 },
  { mean: 0.65, deviation: 0.3, sigma: 2, threshold: 0.68, liquid: 'water', strength: 0.5 },
  { mean: 0.65, deviation: 0.3, sigma: 1, threshold: 0.65, liquid: 'mud', strength: 1.5 },
  { mean: 0.67, deviation: 0.4, sigma: 1, threshold: 0.65, liquid: 'mud', strength: 1.5 },
];

/** Pale turquoise, and the brown of mud, in [0, 1]. */
const WATER = [175 / 255, 238 / 255, 238 / 255];
const MUD = [63 / 255, 42 / 255, 20 / 255];

/**
 * Drops of water at severities 1 to 3, mud at 4 and 5. Fact sheet 2.7 names it without numbers: those of the layer are chosen in the
 * manner of the benchmark, and the light on the drops is our own.
 */
export const spatter: Corruption = {
  label: 'Spatter',
  group: 'extra',
  apply(image, severity, random) {
    const { mean, deviation, sigma, threshold, liquid, strength } = at(spatters, severity);
    const { width, height } = image;
    const noise = Float32Array.from({ length: width * height }, () => mean + random.normal(deviation));
    const layer = smoothed({ width, height, values: noise }, sigma);
    const clean = planesOf(image);
    if (liquid === 'water') return toLevels(withDrops(clean, layer, threshold, strength));
    return toLevels(withMud(clean, layer, threshold, strength));
  },
};

/** Light at the rims of drops: what they lie above the threshold where they are thin. */
function withDrops(clean: Planes, layer: Planes, threshold: number, strength: number): Planes {
  const depth = layer.values.map(value => Math.max(value - threshold, 0));
  const deepest = depth.reduce((most, value) => Math.max(most, value), 0);
  const light = depth.map(value => (value === 0 ? 0 : strength * (1 - value / deepest)));
  const plane = light.length;
  return mapped(clean, (value, i) => value + light[i % plane]! * WATER[Math.floor(i / plane)]!);
}

/** Opaque in the middle of a spot; its edge is smooth, and cut off where it gets thin. */
function withMud(clean: Planes, layer: Planes, threshold: number, sigma: number): Planes {
  const spots = mapped(layer, value => (value > threshold ? 1 : 0));
  const cover = smoothed(spots, sigma).values.map(value => (value < 0.8 ? 0 : value));
  const plane = cover.length;
  return mapped(clean, (value, i) => {
    const opaque = cover[i % plane]!;
    return value * (1 - opaque) + MUD[Math.floor(i / plane)]! * opaque;
  });
}

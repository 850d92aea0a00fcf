import type { Random } from '../../random.js';
import { lookedUp } from './bilinear.js';
import { at, type BySeverity, type Corruption } from './corruption.js';
import { smoothed } from './gaussianSmoothing.js';
import { planesOf, toLevels } from './planes.js';

/** All in pixels. */
interface Elastic {
  /** What the smoothed displacements, drawn from [-1, 1], are multiplied by. */
  amplitude: number;
  sigma: number;
  /** How far each corner of a triangle in the middle is moved along each axis, at most, by the affine part. */
  jitter: number;
}

/** The benchmark gives its lengths as shares of a side of 244. */
const UNIT = 244;

const elastics: BySeverity<Elastic> = [
  { amplitude: 2 * UNIT, sigma: 0.7 * UNIT, jitter: 0.1 * UNIT },
  { amplitude: 2 * UNIT, sigma: 0.08 * UNIT, jitter: 0.2 * UNIT },
  { amplitude: 0.05 * UNIT, sigma: 0.01 * UNIT, jitter: 0.02 * UNIT },
  { amplitude: 0.07 * UNIT, sigma: 0.01 * UNIT, jitter: 0.02 * UNIT },
  { amplitude: 0.12 * UNIT, sigma: 0.01 * UNIT, jitter: 0.02 * UNIT },
];

/** An affine transform, then smooth displacements: of large areas at severities 1 and 2, of small ones from there on. */
export const elasticTransform: Corruption = {
  label: 'Elastic transform',
  group: 'digital',
  apply(image, severity, random) {
    const { width, height } = image;
    const { amplitude, sigma, jitter } = at(elastics, severity);
    const affine = drawAffine(width, height, jitter, random);
    const moved = lookedUp(planesOf(image), affine);
    const draw = () => Float32Array.from({ length: width * height }, () => random.uniform(-1, 1));
    const [dx, dy] = [draw(), draw()].map(values => smoothed({ width, height, values }, sigma, 3).values) as [
      Float32Array,
      Float32Array,
    ];
    const bent = lookedUp(moved, (x, y, into) => {
      into[0] = x + amplitude * dx[y * width + x]!;
      into[1] = y + amplitude * dy[y * width + x]!;
    });
    return toLevels(bent);
  },
};

type Point = readonly [x: number, y: number];

/** Where a pixel comes from when the corners of a triangle about the middle go to drawn places near them. */
function drawAffine(width: number, height: number, jitter: number, random: Random) {
  const [cx, cy] = [Math.floor(width / 2), Math.floor(height / 2)];
  const reach = Math.floor(Math.min(width, height) / 3);
  const corners: [Point, Point, Point] = [
    [cx + reach, cy + reach],
    [cx + reach, cy - reach],
    [cx - reach, cy - reach],
  ];
  const moved = corners.map(([x, y]) => {
    const dx = random.uniform(-jitter, jitter);
    return [x + dx, y + random.uniform(-jitter, jitter)] as Point;
  });
  const [a, b, c] = moved as [Point, Point, Point];
  const area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
  return (x: number, y: number, into: [number, number]) => {
    // Barycentric coordinates, which an affine transform keeps.
    const ofB = ((x - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (y - a[1])) / area;
    const ofC = ((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])) / area;
    for (const axis of [0, 1] as const) {
      const [atA, atB, atC] = [corners[0][axis], corners[1][axis], corners[2][axis]];
      into[axis] = atA + ofB * (atB - atA) + ofC * (atC - atA);
    }
  };
}

import { readdir } from 'node:fs/promises';
import type { RobustnessRequest } from '../../protocol/measurement.js';
import { type CorruptionId, corruptionIds } from '../data/corruptions/registry.js';
import { UserError } from '../errors.js';
import { fgsm, pgd } from './attacks.js';
import type { RobustnessPlan } from './plan.js';

/** Places on a side of the Fourier heat map. */
export const heatMapGrid = 15;
/** Length of its noise on an image of 224 px, whose pixels are in [0, 1] (Yin et al. 2019); that of others goes with their side. */
const NORM = 15.7;

/**
 * What is usual of the tests that are asked for, by pixels on a side of the classifier's images.
 *
 * @throws UserError for a folder of corrupted images that has none
 */
export async function usualPlan(request: RobustnessRequest): Promise<(side: number) => RobustnessPlan> {
  const { tests, epsilon, radii, images, published } = request;
  const attacks = usualAttacks(epsilon);
  const corruptions = published === undefined ? corruptionIds : await publishedCorruptions(published);
  return side => ({
    attacks: tests.includes('attacks') ? attacks : [],
    corruptions: tests.includes('corruptions') ? corruptions : [],
    severities: [1, 2, 3, 4, 5],
    radii: tests.includes('filters') ? (radii ?? usualRadii(side)) : [],
    heatMap: tests.includes('fourier') ? { grid: heatMapGrid, norm: (NORM * side) / 224 } : undefined,
    images,
    published,
  });
}

/** @param epsilon of 255 */
export function usualAttacks(epsilon: number): RobustnessPlan['attacks'] {
  const strength = epsilon / 255;
  return [
    { name: 'FGSM', settings: fgsm(strength) },
    { name: 'PGD', settings: pgd(strength, strength / 2) },
  ];
}

/** Doubling up to half of the side. */
function usualRadii(side: number): number[] {
  return Array.from({ length: 10 }, (_, i) => 2 ** i).filter(radius => radius <= side / 2);
}

/** The corruptions that a folder in the layout of ImageNet-C has. */
async function publishedCorruptions(folder: string): Promise<CorruptionId[]> {
  const names = new Set(await readdir(folder).catch(() => []));
  const found = corruptionIds.filter(id => names.has(id));
  if (found.length > 0) return found;
  throw new UserError(
    `${folder} has no folder of a corruption (${corruptionIds.slice(0, 2).join(', ')}, ...): name one that holds <corruption>/<severity>/<class>, as ImageNet-C does.`,
  );
}

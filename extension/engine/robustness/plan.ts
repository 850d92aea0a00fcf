import type { Severity } from '../data/corruptions/corruption.js';
import type { CorruptionId } from '../data/corruptions/registry.js';
import { UserError } from '../errors.js';
import type { AttackSettings } from './attacks.js';

/** What a classifier is put to. The clean images are always among it. */
export interface RobustnessPlan {
  corruptions: readonly CorruptionId[];
  /** Of each corruption. */
  severities: readonly Severity[];
  /**
   * A folder with corrupted images, `<corruption>/<severity>/<class>/` as ImageNet-C has them; absent = they are made of the clean
   * images.
   */
  published?: string;
  attacks: readonly { name: string; settings: AttackSettings }[];
  /** In bins; at each the low and the high frequencies are measured. */
  radii: readonly number[];
  /** Noise of single frequencies: places on a side of the map, odd, and the L2 norm of a channel's noise in pixels of [0, 1]. */
  heatMap?: { grid: number; norm: number };
  /** How many images, spread evenly over the source; absent = all. */
  images?: number;
}

/** The shortest side that corruptions are defined for. */
const SHORTEST = 16;

/**
 * Looks whether a plan can be carried out, before anything is.
 *
 * @param side of the classifier's images in pixels
 * @throws UserError
 */
export function checkPlan(plan: RobustnessPlan, side: number): void {
  if (plan.corruptions.length > 0 && side < SHORTEST) {
    throw new UserError(
      `Corruptions are defined for images of ${SHORTEST} px and more, and the classifier takes ${side} px: leave them out.`,
    );
  }
  if (plan.corruptions.length > 0 && plan.severities.length === 0) {
    throw new UserError('Corruptions without a severity measure nothing: name severities from 1 to 5.');
  }
  if (plan.images !== undefined && !(Number.isInteger(plan.images) && plan.images > 0)) {
    throw new UserError(`${plan.images} is no number of images: give a whole number above 0.`);
  }
  const radius = plan.radii.find(value => !(value > 0 && Number.isFinite(value)));
  if (radius !== undefined) throw new UserError(`${radius} is no radius in bins: give numbers above 0.`);
  if (plan.heatMap) checkHeatMap(plan.heatMap);
  for (const { name, settings } of plan.attacks) {
    const { epsilon, step, steps } = settings;
    if (epsilon > 0 && step > 0 && Number.isInteger(steps) && steps > 0) continue;
    throw new UserError(`The attack ${name} needs an epsilon and a step above 0 and a whole number of steps.`);
  }
}

function checkHeatMap({ grid, norm }: { grid: number; norm: number }): void {
  if (!(Number.isInteger(grid) && grid > 0 && grid % 2 === 1)) {
    throw new UserError(`A heat map of ${grid} places on a side has no middle: give an odd number.`);
  }
  if (!(norm > 0)) throw new UserError(`${norm} is no strength of noise: give a number above 0.`);
}

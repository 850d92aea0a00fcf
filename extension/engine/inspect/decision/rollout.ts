import type { PatchMap } from '../../../protocol/decisionApi.js';
import type { Grid } from '../../input/grid.js';
import { queryWeights } from '../attention/maps.js';
import { attentionRollout } from '../attention/rollout.js';
import { hasAttention, type LayerIntermediates } from '../layerIntermediates.js';
import { finestGrid } from '../patchGrid.js';

/** What the rollout is taken of. */
interface Attending {
  classToken: boolean;
  layers: readonly { grid: Grid }[];
}

/**
 * What has reached the class token through all layers; without one, all patches in the mean.
 *
 * @returns on the patches of the first layer; nothing where no layer has attention
 */
export function rolloutOf(layers: readonly LayerIntermediates[], encoder: Attending): PatchMap | undefined {
  const attending = layers.filter(hasAttention);
  const [first] = attending;
  if (!first) return undefined;
  const { classToken } = encoder;
  const weights = attending.map(layer => queryWeights(classToken ? 'class' : 'mean', layer, finestGrid(encoder)));
  const values = attentionRollout(attending, weights).at(-1)!;
  return { grid: first.grid, values: classToken ? values.subarray(1) : values };
}

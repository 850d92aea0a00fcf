import type { Encoder } from '../models/encoder.js';
import { isDecayed, type Parameters } from '../models/parameters.js';
import type { ParamGroup } from './groups.js';

const PREFIX = 'encoder.';
/** The table of positions that all blocks share counts as the head's (fact sheet 1.13). */
const SHARED = `${PREFIX}rel_pos_bias.`;

/**
 * Groups whose rates fall from the head to the images: layer 0 is what comes before the first block, each block is one, what lies
 * between two blocks belongs to the one before, and all the rest is the last, whose share is 1 (fact sheet 1.13).
 *
 * @param parameters of the whole network, the encoder's with or without 'encoder.'
 * @param decay share of each layer of the rate of the next one (TRAIN.LAYER_DECAY)
 */
export function layerGroups({ specs }: Pick<Parameters, 'specs'>, encoder: Encoder, decay: number): ParamGroup[] {
  const layer = layersOf(encoder);
  const last = encoder.layers.length + 1;
  return Array.from({ length: last + 1 }, (_, i) => i).flatMap(i =>
    [false, true].flatMap(decays => {
      const own = specs.filter(spec => (layer.get(bare(spec.name)) ?? last) === i && isDecayed(spec) === decays);
      const names = own.map(({ name }) => name);
      return names.length > 0 ? [{ names, decay: decays, rateScale: decay ** (last - i), frozen: false }] : [];
    }),
  );
}

/** The layer of each of the encoder's parameters but those of the last, by their names without 'encoder.'. */
function layersOf({ state, layers }: Encoder): ReadonlyMap<string, number> {
  const block = (name: string) => layers.findIndex(layer => name.startsWith(`${PREFIX}${layer.name}.`));
  const end = state.findLastIndex(({ name }) => block(name) >= 0);
  let newest = 0;
  const found = state.slice(0, end + 1).flatMap(({ name }): [string, number][] => {
    const i = block(name);
    if (i >= 0) newest = i + 1;
    return name.startsWith(SHARED) ? [] : [[bare(name), newest]];
  });
  return new Map(found);
}

function bare(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}

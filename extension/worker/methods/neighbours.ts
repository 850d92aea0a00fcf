import { UserError } from '../../engine/errors.js';
import { nearestRows } from '../../engine/map/nearestRows.js';
import type { MapWorkerApi, Neighbour } from '../../protocol/mapApi.js';
import type { CallContext } from '../../protocol/rpc.js';
import { withRuntime } from '../compute.js';
import { keptFeatures } from '../looking/keptFeatures.js';

/** The images of a folder that are most like one of them, without itself. */
export function neighbours(
  { image, count, ...subject }: MapWorkerApi['neighbours']['params'],
  context: CallContext<MapWorkerApi['neighbours']['progress']>,
): Promise<Neighbour[]> {
  return withRuntime(async () => {
    const features = await keptFeatures(subject, context);
    const { values, width, entries } = features;
    const own = entries.findIndex(({ path }) => path === image);
    if (own < 0)
      throw new UserError(`${image} is not among the images of ${subject.folder} any more: draw its map again.`);
    const query = values.subarray(own * width, (own + 1) * width);
    const near = nearestRows(features, query, count, row => row !== own);
    return near.map(({ row, similarity }) => ({ image: row, similarity }));
  }, context.signal);
}

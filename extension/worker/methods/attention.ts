import { checkQuery } from '../../engine/inspect/attention/query.js';
import { attentionViews } from '../../engine/inspect/attention/views.js';
import { finestGrid } from '../../engine/inspect/patchGrid.js';
import { planarToRgb } from '../../engine/pictures/planar.js';
import type { AttentionView, LookWorkerApi } from '../../protocol/lookApi.js';
import type { CallContext } from '../../protocol/rpc.js';
import { withRuntime } from '../compute.js';
import { keptModel } from '../looking/keptModel.js';

/** Attention of one query in an image, in every layer and head: of the whole, only the query's rows are sent. */
export function attention(
  { checkpoint, image, query }: LookWorkerApi['attention']['params'],
  { signal }: CallContext<never>,
): Promise<AttentionView> {
  return withRuntime(async () => {
    const model = await keptModel(checkpoint);
    const { input, encoder } = model.loaded.model;
    const [height, width] = input.size;
    checkQuery(query, encoder);
    const layers = await model.intermediates(image);
    signal.throwIfAborted();
    return {
      input: planarToRgb(await model.input(image), width, height),
      layers: attentionViews(layers, query, finestGrid(encoder), input.size),
    };
  }, signal);
}

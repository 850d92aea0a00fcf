import { openFile } from '../../engine/checkpoint/open.js';
import { storedModel } from '../../engine/checkpoint/storedModel.js';
import { usualStrength } from '../../engine/corruption/degradationStrength.js';
import { sideOf } from '../../engine/input/input.js';
import { finestGrid } from '../../engine/inspect/patchGrid.js';
import { usualTasks } from '../../engine/inspect/reconstruction/imageCorruption.js';
import { reconstructionMask } from '../../engine/inspect/reconstruction/reconstructionMask.js';
import { createModel } from '../../engine/models/model.js';
import type { LookModel, LookWorkerApi } from '../../protocol/lookApi.js';

/** What a checkpoint's model is like, from the header alone. Needs no backend. */
export async function lookModel({ checkpoint }: LookWorkerApi['lookModel']['params']): Promise<LookModel> {
  const { config } = storedModel(await openFile(checkpoint));
  const { name, encoder } = createModel(config);
  const { input, classToken, layers } = encoder;
  const { radius: radii, shape, areaMatched } = reconstructionMask(config, 'low');
  const [inner, outer] = radii;
  const radius = Number.isFinite(outer) ? ([inner, outer] as [number, number]) : inner;
  return {
    name,
    imageSize: sideOf(input),
    grid: finestGrid(encoder),
    classToken,
    layers: layers.map(({ name, grid, attention }) => ({
      name,
      grid,
      heads: attention?.heads,
      window: attention?.window?.size,
    })),
    radius,
    shape,
    areaMatched,
    tasks: [...usualTasks(config)],
    strength: usualStrength(config.DATA),
  };
}

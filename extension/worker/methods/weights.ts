import { readableConfig } from '../../engine/checkpoint/fileConfig.js';
import { openFile } from '../../engine/checkpoint/open.js';
import { toFloat32 } from '../../engine/checkpoint/tensorData.js';
import type { TensorFile } from '../../engine/checkpoint/tensorFile.js';
import { familyOf } from '../../engine/config/encoders/registry.js';
import type { Config } from '../../engine/config/schema.js';
import { filterResponses } from '../../engine/inspect/weights/patchFilters.js';
import { filterTensor, gridOf, positionTensors } from '../../engine/inspect/weights/weightTensors.js';
import { sinCosPositions } from '../../engine/models/sinCos.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { FilterBank, PositionTable, Weights, WorkerApi } from '../../protocol/workerApi.js';

/** The weights that can be looked at as pictures; of the file only its header and those are read. */
export async function weights(
  { file }: WorkerApi['weights']['params'],
  { signal }: CallContext<never>,
): Promise<Weights> {
  const opened = await openFile(file);
  const filters = await filtersOf(opened);
  signal.throwIfAborted();
  return { filters, positions: [...(await learnedPositions(opened)), ...fixedPositions(readableConfig(opened))] };
}

async function filtersOf(file: TensorFile): Promise<FilterBank | undefined> {
  const tensor = filterTensor(file);
  if (!tensor) return undefined;
  const [count, channels, height, width] = tensor.shape as [number, number, number, number];
  const filters = { count, channels, height, width, values: toFloat32(await file.read(tensor.name)) };
  return { name: tensor.name, ...filters, ...filterResponses(filters) };
}

async function learnedPositions(file: TensorFile): Promise<PositionTable[]> {
  const tables: PositionTable[] = [];
  for (const { name, shape } of positionTensors(file)) {
    const [tokens, width] = [shape[1]!, shape[2]!];
    const side = gridOf(tokens)!;
    const values = toFloat32(await file.read(name)).slice((tokens - side * side) * width);
    tables.push({ name, isLearned: true, rows: side, columns: side, width, values });
  }
  return tables;
}

/** Sine-cosine embeddings are in no file: they follow from the config. */
function fixedPositions(config: Config | undefined): PositionTable[] {
  const tables = (config && familyOf(config).fixedPositions?.(config)) ?? [];
  return tables.map(({ name, side, width }) => {
    const values = sinCosPositions([side, side], width).slice(width);
    return { name, isLearned: false, rows: side, columns: side, width, values };
  });
}

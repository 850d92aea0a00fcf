import { tensorStatistics } from '../../engine/checkpoint/statistics.js';
import { toFloat32 } from '../../engine/checkpoint/tensorData.js';
import { openTensorFile } from '../../engine/checkpoint/tensorFile.js';
import { specialValues, tensorHistogram } from '../../engine/inspect/tensorHistogram.js';
import { tensorMap } from '../../engine/inspect/tensorMap.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { TensorDetails, WorkerApi } from '../../protocol/workerApi.js';

/** Values that are shown as numbers. */
const FIRST = 32;

/** The values of one tensor, summed up; of the file only its header and this tensor are read. */
export async function tensor(
  { file, name }: WorkerApi['tensor']['params'],
  { signal }: CallContext<never>,
): Promise<TensorDetails> {
  const data = await (await openTensorFile(file)).read(name);
  signal.throwIfAborted();
  const values = toFloat32(data);
  return {
    name,
    statistics: tensorStatistics(data),
    ...specialValues(values),
    histogram: tensorHistogram(values),
    first: values.slice(0, FIRST),
    map: tensorMap(values, data.shape),
  };
}

import { openFile } from '../../engine/checkpoint/open.js';
import { StatisticsSum } from '../../engine/checkpoint/statistics.js';
import { toFloat32 } from '../../engine/checkpoint/tensorData.js';
import { HistogramCount, ValueRange } from '../../engine/inspect/weights/tensorHistogram.js';
import { TensorMapSum } from '../../engine/inspect/weights/tensorMap.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { TensorDetails, WorkerApi } from '../../protocol/workerApi.js';

/** Values that are shown as numbers. */
const FIRST = 32;

/** The values of one tensor, summed up; of the file only its header and this tensor are read, twice, and a piece is kept. */
export async function tensor(
  { file, name }: WorkerApi['tensor']['params'],
  { signal }: CallContext<never>,
): Promise<TensorDetails> {
  const opened = await openFile(file);
  const map = TensorMapSum.of(opened.tensors.get(name)?.shape ?? []);
  const [statistics, range] = [new StatisticsSum(), new ValueRange()];
  let first: Float32Array = new Float32Array();
  for await (const piece of opened.pieces(name)) {
    signal.throwIfAborted();
    const values = toFloat32(piece);
    for (const sum of [statistics, range, map]) sum?.add(values);
    if (first.length === 0) first = values.slice(0, FIRST);
  }
  const histogram = new HistogramCount(range);
  for await (const piece of opened.pieces(name)) {
    signal.throwIfAborted();
    histogram.add(toFloat32(piece));
  }
  const { infinite, zeros } = range;
  return {
    name,
    statistics: statistics.result(),
    infinite,
    zeros,
    histogram: histogram.histogram,
    first,
    map: map?.result(),
  };
}

import { readableConfig } from '../../engine/checkpoint/fileConfig.js';
import { type OpenedFile, openFile } from '../../engine/checkpoint/open.js';
import { type TensorData, toFloat32 } from '../../engine/checkpoint/tensorData.js';
import { differences } from '../../engine/config/differences.js';
import { valueText } from '../../engine/config/valueText.js';
import { correspondence, type Distance, DistanceSum } from '../../engine/inspect/weights/checkpointDifference.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { CheckpointDifference, Progress, TensorDifference, WorkerApi } from '../../protocol/workerApi.js';

/** Progress is reported so often at most: there are hundreds of tensors, most of them small. */
const REPORT_MS = 100;

/** How far the model in `other` is from the one in `file`; a piece of two tensors is in memory at a time. */
export async function difference(
  { file, other }: WorkerApi['difference']['params'],
  { signal, progress }: CallContext<Progress>,
): Promise<CheckpointDifference> {
  const [own, others] = await Promise.all([openFile(file), openFile(other)]);
  const { shared, ...unmatched } = correspondence(own, others);
  const tensors: TensorDifference[] = [];
  let reported = 0;
  for (const [done, { name, other: otherName, shape }] of shared.entries()) {
    signal.throwIfAborted();
    if (Date.now() - reported > REPORT_MS) {
      reported = Date.now();
      progress({ done, total: shared.length });
    }
    tensors.push({ name, shape, ...(await distance(own.pieces(name), others.pieces(otherName))) });
  }
  return { tensors, ...unmatched, settings: differentSettings(own, others) };
}

/** Of tensors of one shape, whose pieces are of one size then. */
async function distance(own: AsyncIterable<TensorData>, others: AsyncIterable<TensorData>): Promise<Distance> {
  const sum = new DistanceSum();
  const other = others[Symbol.asyncIterator]();
  for await (const piece of own) sum.add(toFloat32(piece), toFloat32((await other.next()).value));
  return sum.result();
}

function differentSettings(own: OpenedFile, others: OpenedFile): CheckpointDifference['settings'] {
  const [a, b] = [readableConfig(own), readableConfig(others)];
  if (!a || !b) return undefined;
  return differences([a, b]).map(({ key, values }) => {
    const [value, otherValue] = values.map(valueText) as [string, string];
    return { key, value, otherValue };
  });
}

import { readSafetensors, readSafetensorsHeader } from '../../engine/checkpoint/safetensors.js';
import { toFloat32 } from '../../engine/checkpoint/tensorData.js';
import { differences } from '../../engine/config/differences.js';
import { valueText } from '../../engine/config/valueText.js';
import { readCheckpointConfig } from '../../engine/inspect/checkpointConfig.js';
import { correspondence, tensorDistance } from '../../engine/inspect/checkpointDifference.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { CheckpointDifference, Progress, TensorDifference, WorkerApi } from '../../protocol/workerApi.js';

/** Progress is reported so often at most: there are hundreds of tensors, most of them small. */
const REPORT_MS = 100;

/** How far the model in `other` is from the one in `file`; two tensors are in memory at a time. */
export async function difference(
  { file, other }: WorkerApi['difference']['params'],
  { signal, progress }: CallContext<Progress>,
): Promise<CheckpointDifference> {
  const headers = await Promise.all([file, other].map(readSafetensorsHeader));
  const { shared, ...unmatched } = correspondence(headers[0]!, headers[1]!);
  const tensors: TensorDifference[] = [];
  let reported = 0;
  for (const [done, { name, shape }] of shared.entries()) {
    signal.throwIfAborted();
    if (Date.now() - reported > REPORT_MS) {
      reported = Date.now();
      progress({ done, total: shared.length });
    }
    const [a, b] = await Promise.all([valuesOf(file, name), valuesOf(other, name)]);
    tensors.push({ name, shape, ...tensorDistance(a, b) });
  }
  return { tensors, ...unmatched, settings: await differentSettings(file, other) };
}

async function differentSettings(file: string, other: string): Promise<CheckpointDifference['settings']> {
  const [a, b] = await Promise.all([readCheckpointConfig(file), readCheckpointConfig(other)]);
  if (!a || !b) return undefined;
  return differences([a, b]).map(({ key, values }) => {
    const [value, otherValue] = values.map(valueText) as [string, string];
    return { key, value, otherValue };
  });
}

async function valuesOf(file: string, name: string): Promise<Float32Array> {
  const { tensors } = await readSafetensors(file, [name]);
  return toFloat32(tensors.get(name)!);
}

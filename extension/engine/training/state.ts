import * as tf from '@tensorflow/tfjs-core';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { CheckpointMeta } from '../checkpoint/checkpointMeta.js';
import type { Progress } from '../checkpoint/progress.js';
import { float32Tensor, int64Tensor, type TensorData, toFloat32 } from '../checkpoint/tensorData.js';
import type { TensorSource } from '../checkpoint/tensorSource.js';
import { UserError } from '../errors.js';
import type { Parameters } from '../models/parameters.js';
import { AVERAGE_SLOT } from '../optimisation/averaged.js';
import type { Optimiser } from '../optimisation/optimiser.js';

/** The trainable state: parameters, what the optimiser remembers of them and of buffers, and running gradient sums, where there are any. */
export interface TrainableState {
  parameters: Parameters;
  optimiser: Pick<Optimiser, 'slots'>;
  sums(parameter: string): tf.Variable | undefined;
}

/** Copies the state of a run off the backend. `meta` adds what the state does not know. */
export function takeCheckpoint(
  state: TrainableState,
  progress: Progress,
  meta: Pick<CheckpointMeta, 'config' | 'mfmVersion' | 'random' | 'metric' | 'classes'>,
): Checkpoint {
  const tensors = new Map<string, TensorData>();
  const counts = new Set(state.parameters.stored.filter(s => s.buffer?.dtype === 'I64').map(s => s.name));
  for (const [name, variable] of namedVariables(state)) {
    const { shape } = variable;
    const values = variable.dataSync() as Float32Array;
    tensors.set(name, counts.has(name) ? int64Tensor(shape, values) : float32Tensor(shape, values));
  }
  return {
    tensors,
    meta: {
      ...meta,
      formatVersion: 1,
      epoch: Math.floor(progress.step / progress.stepsPerEpoch),
      step: progress.step,
      updates: progress.updates,
      schedule: inOrder(progress),
      loss: progress.lastLoss ?? Number.NaN,
      bestLoss: progress.bestLoss ?? Number.NaN,
      created: new Date().toISOString(),
    },
  };
}

/** The same however it came about, so that equal states make equal files. */
function inOrder({
  step,
  updates,
  stepsPerEpoch,
  epochLoss,
  lastLoss,
  bestLoss,
  lastUpdate,
  threads,
  lossScale,
}: Progress): Progress {
  return { step, updates, stepsPerEpoch, epochLoss, lastLoss, bestLoss, lastUpdate, threads, lossScale };
}

/** Whether every value of a checkpoint is finite: an update can spoil parameters without its own loss showing it. */
export function isSound(checkpoint: Checkpoint): boolean {
  return [...checkpoint.tensors.values()].every(tensor => areFinite(toFloat32(tensor)));
}

/** A loop, for `every` takes seconds for a large model. */
function areFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/**
 * Puts the state of a run back, one tensor at a time. Every tensor must be there with its shape before any value changes.
 *
 * @param file named in messages
 * @param tensors by the names of our checkpoints
 * @throws UserError when they belong to another model
 */
export async function restoreState(
  file: string,
  tensors: ReadonlyMap<string, TensorSource>,
  state: TrainableState,
): Promise<void> {
  const variables = [...namedVariables(state)];
  for (const [name, variable] of variables) {
    const found = tensors.get(name);
    if (!found) throw new UserError(`${file} ${lacking(name)}`);
    if (found.shape.join() !== variable.shape.join()) {
      throw new UserError(
        `${file} holds ${name} as [${found.shape}] where the config's model has [${variable.shape}]: resume with the config that the checkpoint was made with.`,
      );
    }
  }
  for (const [name, variable] of variables) assign(variable, await tensors.get(name)!.read());
}

/** What a file is that a tensor is missing in. */
function lacking(name: string): string {
  if (name.startsWith(`optimizer.${AVERAGE_SLOT}.`)) {
    return 'holds no averages of weights, which TRAIN.EMA_DECAY asks for: set it to 0, or start a new run with PRETRAINED.';
  }
  return `holds no tensor ${name}: it is a checkpoint of another model than the config's.`;
}

function* namedVariables({ parameters, optimiser, sums }: TrainableState): Generator<[string, tf.Variable]> {
  for (const { name } of parameters.stored) yield [name, parameters.get(name)];
  for (const { name } of parameters.stored) {
    for (const [slot, variable] of optimiser.slots(name)) yield [`optimizer.${slot}.${name}`, variable];
    const sum = sums(name);
    if (sum) yield [`optimizer.grad_sum.${name}`, sum];
  }
}

function assign(variable: tf.Variable, data: TensorData): void {
  tf.tidy(() => variable.assign(tf.tensor(toFloat32(data), data.shape)));
}

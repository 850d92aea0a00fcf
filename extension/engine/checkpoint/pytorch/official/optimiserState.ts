import { UserError } from '../../../errors.js';
import type { ParameterSpec } from '../../../models/parameters.js';
import { noTrainingState } from '../../checkpointMeta.js';
import { type FileTensor, fileTensor } from '../../fileTensor.js';
import { elementCount, toFloat32 } from '../../tensorData.js';
import type { TensorFile } from '../../tensorFile.js';
import { entryOf, type PickleValue } from '../pickleValue.js';
import { parameterOrder } from './parameterOrder.js';

/** AdamW's state in an official checkpoint. */
export interface OptimiserState {
  /** Updates made. */
  updates: number;
  /** `optimizer.exp_avg.<name>` and `optimizer.exp_avg_sq.<name>` of every parameter. */
  moments: Map<string, FileTensor>;
}

/**
 * Finds AdamW's moments by the names of the parameters. PyTorch numbers the parameters group by group: all decayed ones in
 * the order of the model, then the others (fact sheet 1.15).
 *
 * @param specs the trainable tensors of the config's model
 * @throws UserError when there is no such state, or it is another model's
 */
export async function readOptimiserState(opened: TensorFile, specs: readonly ParameterSpec[]): Promise<OptimiserState> {
  const { file } = opened;
  const numbers = groupNumbers(opened.values);
  if (!numbers) throw noTrainingState(file);
  const { decayed, others } = parameterOrder(specs);
  const ordered = [...decayed, ...others];
  if (numbers.length !== ordered.length) {
    throw new UserError(
      `${file} was made by an optimiser of ${numbers.length} tensors where the config's model has ${ordered.length}: resume with the config that the checkpoint was made with.`,
    );
  }
  const shapes = new Map(specs.map(({ name, shape }) => [name, shape]));
  const moments = new Map<string, FileTensor>();
  for (const [i, name] of ordered.entries()) {
    const shape = shapes.get(name)!;
    for (const moment of ['exp_avg', 'exp_avg_sq']) {
      const origin = `optimizer.state.${numbers[i]!}.${moment}`;
      const found = opened.tensors.get(origin);
      if (!found || found.shape.join() !== shape.join()) throw otherModel(file, origin, found?.shape, name, shape);
      moments.set(`optimizer.${moment}.${name}`, fileTensor(opened, origin));
    }
  }
  return { updates: await updatesOf(opened, numbers[0]!), moments };
}

/** The numbers of the parameters, group by group. */
function groupNumbers(values: PickleValue | undefined): number[] | undefined {
  const groups = entryOf(entryOf(values, 'optimizer'), 'param_groups');
  if (!Array.isArray(groups)) return undefined;
  const numbers = groups.flatMap(group => entryOf(group, 'params') ?? []);
  const isComplete = numbers.length > 0 && numbers.every(number => typeof number === 'number');
  return isComplete ? (numbers as number[]) : undefined;
}

/** `step` is a number in files of PyTorch up to 1.11, a tensor of one element later. */
async function updatesOf(opened: TensorFile, number: number): Promise<number> {
  const path = `optimizer.state.${number}.step`;
  const tensor = opened.tensors.get(path);
  const state = entryOf(entryOf(entryOf(opened.values, 'optimizer'), 'state'), number);
  const step =
    tensor && elementCount(tensor.shape) === 1 ? toFloat32(await opened.read(path))[0] : entryOf(state, 'step');
  if (typeof step !== 'number' || !Number.isSafeInteger(step) || step < 0) {
    throw new UserError(`${opened.file} does not say how many updates were made: its ${path} is no whole number.`);
  }
  return step;
}

function otherModel(
  file: string,
  origin: string,
  found: readonly number[] | undefined,
  name: string,
  shape: readonly number[],
): UserError {
  const there = found ? `[${found.join(', ')}]` : 'missing';
  return new UserError(
    `${file} is a checkpoint of another model than the config's: ${origin} is ${there}, and ${name}, which it would belong to, is [${shape.join(', ')}].`,
  );
}

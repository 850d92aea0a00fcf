import type { Field } from '../../../config/field.js';
import { isField, type Section } from '../../../config/keyTree.js';
import { parseConfig } from '../../../config/parse.js';
import { type Config, schema } from '../../../config/schema.js';
import { UserError } from '../../../errors.js';
import type { Parameters, StateSpec } from '../../../models/parameters.js';
import { scheduleOf } from '../../../optimisation/schedule.js';
import { Random } from '../../../random.js';
import type { CheckpointSource } from '../../checkpoint.js';
import { type Progress, savedProgress } from '../../progress.js';
import { elementCount, float32Tensor, int64Tensor } from '../../tensorData.js';
import { sourceOf, type TensorSource } from '../../tensorSource.js';
import { dictionary, float, ordered, type PickleInput } from '../write/pickleInput.js';
import { optimizerEntry } from './optimizerEntry.js';
import { ownEntry } from './ownEntry.js';
import { type ParameterOrder, parameterOrder } from './parameterOrder.js';
import { schedulerEntry } from './schedulerEntry.js';

/** What a model's state is: a `Parameters` has it. */
export type ModelLayout = Pick<Parameters, 'state' | 'specs'>;

/**
 * A checkpoint as the dictionary that the official code saves and resumes from (fact sheet 1.15): model, optimizer,
 * lr_scheduler, max_accuracy, epoch, config. What it has no place for goes under a key of our own. Without moments of
 * every parameter, as after a conversion of a model alone, there is no optimizer and no lr_scheduler.
 *
 * @param file named in messages
 * @param layoutOf the state of the model that a config describes
 * @throws UserError when the checkpoint's tensors do not fit its own config
 */
export function officialDictionary(
  file: string,
  { meta, tensors }: CheckpointSource,
  layoutOf: (config: Config) => ModelLayout,
): PickleInput {
  const config = parseConfig(meta.config, file);
  const layout = layoutOf(config);
  const model = modelEntry(file, layout.state, tensors);
  const order = parameterOrder(layout.specs);
  const parameters = [...order.decayed, ...order.others];
  const training = trainingEntries(config, savedProgress(file, meta), order, tensors);
  const placed = new Set([...model.keys(), ...(training ? parameters.flatMap(momentNames) : [])]);
  const rest = new Map([...tensors].filter(([name]) => !placed.has(name)));
  const own = ownEntry({ meta, names: [...tensors.keys()], parameters, tensors: rest });
  return dictionary({
    model: ordered(model),
    ...training,
    max_accuracy: float(0),
    epoch: meta.epoch - 1,
    config: configEntry(config),
    ...Object.fromEntries([own]),
  });
}

/** The state of the model in the official order, with what follows from its sizes. */
function modelEntry(file: string, state: readonly StateSpec[], tensors: CheckpointSource['tensors']) {
  return new Map(state.map(spec => [spec.name, spec.buffer?.derived ? derived(spec) : stored(file, spec, tensors)]));
}

function stored(file: string, { name, shape }: StateSpec, tensors: CheckpointSource['tensors']): TensorSource {
  const found = tensors.get(name);
  if (found?.shape.join() === shape.join()) return found;
  throw new UserError(`${file} does not hold ${name} as [${shape}]: its tensors do not fit its own config.`);
}

function derived({ shape, init, buffer }: StateSpec): TensorSource {
  const values = init(new Random(0), elementCount(shape));
  return sourceOf(buffer?.dtype === 'I64' ? int64Tensor(shape, values) : float32Tensor(shape, values));
}

function trainingEntries(
  config: Config,
  progress: Progress | undefined,
  order: ParameterOrder,
  tensors: CheckpointSource['tensors'],
): Record<'optimizer' | 'lr_scheduler', PickleInput> | undefined {
  const names = [...order.decayed, ...order.others].flatMap(momentNames);
  if (!progress || !names.every(name => tensors.has(name))) return undefined;
  const { updates, lastUpdate, stepsPerEpoch } = progress;
  const schedule = scheduleOf(config, stepsPerEpoch);
  const moments = (name: string) => {
    const [first, second] = momentNames(name).map(moment => tensors.get(moment)!) as [TensorSource, TensorSource];
    return { first, second };
  };
  const optimizer = optimizerEntry({ config, order, moments, updates, schedule, lastUpdate });
  return { optimizer, lr_scheduler: schedulerEntry(schedule, 2) };
}

function momentNames(parameter: string): [string, string] {
  return [`optimizer.exp_avg.${parameter}`, `optimizer.exp_avg_sq.${parameter}`];
}

/** A config as nested dictionaries of plain data, which need none of the classes that the official code saves. */
export function configEntry(config: Config): PickleInput {
  return sectionEntry(schema, config as unknown as Record<string, unknown>);
}

function sectionEntry(section: Section, values: Record<string, unknown>): PickleInput {
  return new Map(
    Object.entries(section).map(([name, node]) => [
      name,
      isField(node) ? valueEntry(node, values[name]) : sectionEntry(node, values[name] as Record<string, unknown>),
    ]),
  );
}

/** Real numbers stay so where they are whole: 3.0. */
function valueEntry({ item }: Field, value: unknown): PickleInput {
  const one = (x: unknown) => (item.type === 'number' && typeof x === 'number' ? float(x) : (x as PickleInput));
  return Array.isArray(value) ? value.map(one) : one(value);
}

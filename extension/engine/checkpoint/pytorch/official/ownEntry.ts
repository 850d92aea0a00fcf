import { damaged } from '../../../files/fileBytes.js';
import { type CheckpointMeta, decodeMeta, encodeMeta } from '../../checkpointMeta.js';
import type { CheckpointSource } from '../../checkpointSource.js';
import type { TensorSource } from '../../tensorSource.js';
import type { PickleValue } from '../pickleValue.js';
import { readTorchHeader, readTorchTensor, type TorchHeader } from '../torchFile.js';
import { dictionary, ordered, type PickleInput } from '../write/pickleInput.js';

/** Where what the official layout has no place for lies: other programs pass it over. */
const KEY = 'mfm';

/** What a checkpoint of ours has beyond the official dictionary, so that it comes back exactly. */
export interface OwnEntry {
  meta: CheckpointMeta;
  /** The names of all tensors, in their order. */
  names: string[];
  /** The parameters in the order in which the optimiser numbers them. */
  parameters: string[];
  /** The tensors that the official layout has no place for. */
  tensors: ReadonlyMap<string, TensorSource>;
}

/** The entry of the dictionary; metadata are the plain strings of our safetensors files. */
export function ownEntry({ meta, names, parameters, tensors }: OwnEntry): [key: string, entry: PickleInput] {
  const metadata = dictionary(encodeMeta(meta));
  return [KEY, dictionary({ metadata, names, parameters, tensors: ordered(tensors) })];
}

/**
 * Opens a PyTorch file that was made of a checkpoint of ours. Its tensors are read only when they are asked for.
 *
 * @returns nothing for any other PyTorch file
 * @throws UserError when it cannot be read, is damaged, or from a newer version
 */
export async function openOwnCheckpoint(file: string): Promise<CheckpointSource | undefined> {
  const header = await readTorchHeader(file);
  const entry = get(header.values, KEY);
  if (!(entry instanceof Map)) return undefined;
  const names = texts(file, entry, 'names');
  const numbers = new Map(texts(file, entry, 'parameters').map((name, number) => [name, number]));
  const tensors = new Map(names.map(name => [name, sourceAt(file, header, pathOf(name, header, numbers))]));
  return { meta: decodeMeta(file, strings(get(entry, 'metadata'))), tensors };
}

/** Where in the dictionary a tensor of ours lies. */
function pathOf(name: string, { tensors }: TorchHeader, numbers: ReadonlyMap<string, number>): string {
  const [, moment, parameter] = /^optimizer\.(exp_avg|exp_avg_sq)\.(.+)$/s.exec(name) ?? [];
  const number = parameter === undefined ? undefined : numbers.get(parameter);
  const paths = [`model.${name}`, `optimizer.state.${number}.${moment}`];
  return paths.find(path => tensors.has(path)) ?? `${KEY}.tensors.${name}`;
}

function sourceAt(file: string, header: TorchHeader, path: string): TensorSource {
  const tensor = header.tensors.get(path);
  if (!tensor) throw damaged(file, `it has no tensor ${path}`);
  return { dtype: tensor.dtype, shape: tensor.shape, read: () => readTorchTensor(file, header, path) };
}

function get(value: PickleValue | undefined, key: string): PickleValue | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

function texts(file: string, entry: PickleValue, key: string): string[] {
  const list = get(entry, key);
  if (Array.isArray(list) && list.every(item => typeof item === 'string')) return list;
  throw damaged(file, `its ${KEY}.${key} is no list of names`);
}

function strings(value: PickleValue | undefined): Record<string, string> {
  const pairs = value instanceof Map ? [...value].filter(pair => pair.every(item => typeof item === 'string')) : [];
  return Object.fromEntries(pairs as [string, string][]);
}

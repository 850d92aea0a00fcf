import { damaged } from '../../../files/fileBytes.js';
import type { StoredCheckpoint } from '../../checkpoint.js';
import { type CheckpointMeta, decodeMeta, encodeMeta } from '../../checkpointMeta.js';
import { type FileTensor, fileTensor } from '../../fileTensor.js';
import type { TensorFile } from '../../tensorFile.js';
import type { TensorSource } from '../../tensorSource.js';
import { entryOf, type PickleValue } from '../pickleValue.js';
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

/** Whether a PyTorch file was made of a checkpoint of ours. */
export function hasOwnEntry({ values }: TensorFile): boolean {
  return entryOf(values, KEY) instanceof Map;
}

/**
 * The checkpoint of ours that a PyTorch file was made of.
 *
 * @throws UserError when it is damaged, or from a newer version
 */
export function readOwnEntry(opened: TensorFile): StoredCheckpoint {
  const { file } = opened;
  const entry = entryOf(opened.values, KEY);
  const names = texts(file, entry, 'names');
  const numbers = new Map(texts(file, entry, 'parameters').map((name, number) => [name, number]));
  const tensors = new Map(names.map(name => [name, sourceAt(opened, pathOf(name, opened, numbers))]));
  return { meta: decodeMeta(file, strings(entryOf(entry, 'metadata'))), tensors };
}

/** Where in the dictionary a tensor of ours lies. */
function pathOf(name: string, { tensors }: TensorFile, numbers: ReadonlyMap<string, number>): string {
  const [, moment, parameter] = /^optimizer\.(exp_avg|exp_avg_sq)\.(.+)$/s.exec(name) ?? [];
  const number = parameter === undefined ? undefined : numbers.get(parameter);
  const paths = [`model.${name}`, `optimizer.state.${number}.${moment}`];
  return paths.find(path => tensors.has(path)) ?? `${KEY}.tensors.${name}`;
}

function sourceAt(opened: TensorFile, path: string): FileTensor {
  if (!opened.tensors.has(path)) throw damaged(opened.file, `it has no tensor ${path}`);
  return fileTensor(opened, path);
}

function texts(file: string, entry: PickleValue | undefined, key: string): string[] {
  const list = entryOf(entry, key);
  if (Array.isArray(list) && list.every(item => typeof item === 'string')) return list;
  throw damaged(file, `its ${KEY}.${key} is no list of names`);
}

function strings(value: PickleValue | undefined): Record<string, string> {
  const pairs = value instanceof Map ? [...value].filter(pair => pair.every(item => typeof item === 'string')) : [];
  return Object.fromEntries(pairs as [string, string][]);
}

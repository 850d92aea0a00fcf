import { ELEMENT_BYTES } from '../tensorData.js';
import type { PickleVocabulary } from './pickleMachine.js';
import { isGlobal, PickleError, type PickleValue } from './pickleValue.js';
import { isCount, isStorage, type Storage, storedTensor } from './storedTensor.js';
import { OTHER_STORAGE_BYTES, STORAGE_TYPES, TORCH_DTYPES } from './torchTypes.js';

/** Of lists that become dictionaries or sets. Without a limit one list could be copied over and over. */
const MAX_COPIED = 1_000_000;

type Construct = (args: PickleValue[]) => PickleValue | undefined;

/** The calls that stand for data in the files that PyTorch writes. Every other call stays a record. */
const CONSTRUCTORS = new Map<string, Construct>([
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_tensor_v3', rebuildTypedTensor],
  ['torch._utils._rebuild_parameter', ([data]) => data],
  ['torch._utils._rebuild_parameter_with_state', ([data]) => data],
  ['torch.Size', ([sizes]) => (Array.isArray(sizes) ? sizes : undefined)],
  ['collections.OrderedDict', ([pairs]) => dictionary(pairs)],
  ['collections.defaultdict', ([, pairs]) => dictionary(pairs)],
  ['__builtin__.set', ([values]) => set(values)],
  ['builtins.set', ([values]) => set(values)],
  ['copyreg._reconstructor', reconstruct],
  ['copy_reg._reconstructor', reconstruct],
]);

/** Reads tensors and storages out of a pickle of PyTorch, and notes every storage that it refers to. */
export class TorchVocabulary implements PickleVocabulary {
  readonly storages = new Map<string, Storage>();
  private copied = 0;

  construct(name: string, args: PickleValue[]): PickleValue | undefined {
    const construct = CONSTRUCTORS.get(name);
    if (!construct) return undefined;
    // Counted is what is gone through, however little becomes of it.
    for (const arg of args) if (Array.isArray(arg)) this.copied += arg.length;
    if (this.copied > MAX_COPIED) throw new PickleError(`its pickle copies more than ${MAX_COPIED} values`);
    return construct(args);
  }

  /** ('storage', type, key, device, number of elements); ('module', class, ...) in old files of whole models. */
  persistent(id: PickleValue): PickleValue {
    if (!Array.isArray(id)) throw new PickleError('its pickle refers to an unknown place');
    const [what, type, key, , count, view] = id;
    if (what === 'module' && isGlobal(type)) return type;
    if (what !== 'storage' || !isGlobal(type) || typeof key !== 'string' || !isCount(count)) {
      throw new PickleError('its pickle refers to an unknown place');
    }
    if (view) throw new PickleError(`its storage ${key} is a part of another one, as in files of before 2018`);
    const storage = newStorage(type.name, key, count);
    const known = this.storages.get(key);
    if (known && (known.bytes !== storage.bytes || known.type !== storage.type)) {
      throw new PickleError(`its storage ${key} has two sizes or types`);
    }
    this.storages.set(key, storage);
    return storage;
  }
}

function newStorage(name: string, key: string, count: number): Storage {
  const type = name.slice(name.lastIndexOf('.') + 1);
  const dtype = Object.hasOwn(STORAGE_TYPES, type) ? STORAGE_TYPES[type] : undefined;
  const size = dtype ? ELEMENT_BYTES[dtype] : Object.hasOwn(OTHER_STORAGE_BYTES, type) && OTHER_STORAGE_BYTES[type];
  if (!size) throw new PickleError(`its storage ${key} has the unknown type ${name}`);
  if (!Number.isSafeInteger(count * size)) throw new PickleError(`its storage ${key} has ${count} elements`);
  return { kind: 'storage', key, type, dtype, count, bytes: count * size };
}

function rebuildTensor([storage, offset, shape, strides]: PickleValue[]): PickleValue | undefined {
  if (!isStorage(storage)) throw new PickleError('a tensor has no storage');
  return storage.dtype && storedTensor(storage, storage.dtype, offset, shape, strides);
}

/** For the types that never had a storage of their own. */
function rebuildTypedTensor([storage, offset, shape, strides, , , type]: PickleValue[]): PickleValue | undefined {
  if (!isStorage(storage) || !isGlobal(type)) throw new PickleError('a tensor has no storage or type');
  const dtype = Object.hasOwn(TORCH_DTYPES, type.name) ? TORCH_DTYPES[type.name] : undefined;
  return dtype && storedTensor(storage, dtype, offset, shape, strides);
}

function dictionary(pairs: PickleValue | undefined): Map<PickleValue, PickleValue> {
  if (pairs instanceof Map) return pairs;
  const items = Array.isArray(pairs) ? pairs.filter(pair => Array.isArray(pair) && pair.length === 2) : [];
  return new Map(items as [PickleValue, PickleValue][]);
}

function set(values: PickleValue | undefined): Set<PickleValue> {
  return new Set(Array.isArray(values) ? values : []);
}

function reconstruct([type]: PickleValue[]): PickleValue | undefined {
  return isGlobal(type) ? { kind: 'object', name: type.name, args: [] } : undefined;
}

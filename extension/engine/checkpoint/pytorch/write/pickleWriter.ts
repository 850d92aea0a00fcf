import type { TensorSource } from '../../tensorSource.js';
import { PickleBuffer } from './pickleBuffer.js';
import type { PickleInput } from './pickleInput.js';
import { TensorWriter } from './tensorWriter.js';

/** A pickle, and the tensors that it refers to: number i is the storage with the key `i`. */
export interface WrittenPickle {
  bytes: Buffer;
  storages: TensorSource[];
}

/**
 * Writes plain data and tensors as a pickle of protocol 2, like `torch.save`. The only names in it are those that
 * `torch.load(weights_only=True)` lets through: OrderedDict, storages, and the function that rebuilds a tensor.
 */
export function writePickle(value: PickleInput): WrittenPickle {
  const writer = new PickleWriter();
  writer.to.code('\x80\x02');
  writer.write(value);
  writer.to.code('.');
  return { bytes: writer.to.bytes(), storages: writer.tensors.storages };
}

class PickleWriter {
  readonly to = new PickleBuffer();
  readonly tensors = new TensorWriter(this.to);

  write(value: PickleInput): void {
    if (value === null) this.to.code('N');
    else if (typeof value === 'boolean') this.to.code(value ? '\x88' : '\x89');
    else if (typeof value === 'string') this.to.text(value);
    else if (typeof value === 'bigint') this.to.integer(value);
    else if (typeof value === 'number') this.number(value);
    else if (isList(value)) this.marked(']', value, 'e');
    else if (isDictionary(value)) this.marked('}', [...value].flat(), 'u');
    else if ('read' in value) this.tensors.write(value);
    else if (value.kind === 'float') this.to.float(value.value);
    else if (value.kind === 'tuple') this.marked('', value.items, 't');
    else {
      this.to.global('collections', 'OrderedDict');
      this.marked(')R', [...value.items].flat(), 'u');
    }
  }

  /** -0 is whole, but no integer of Python. */
  private number(value: number): void {
    if (Number.isInteger(value) && !Object.is(value, -0)) this.to.integer(value);
    else this.to.float(value);
  }

  /** An empty collection, a mark, what goes into it, and the instruction that puts it there. */
  private marked(empty: string, items: readonly PickleInput[], fill: string): void {
    this.to.code(`${empty}(`);
    for (const item of items) this.write(item);
    this.to.code(fill);
  }
}

function isList(value: PickleInput): value is readonly PickleInput[] {
  return Array.isArray(value);
}

function isDictionary(value: PickleInput): value is ReadonlyMap<string | number, PickleInput> {
  return value instanceof Map;
}

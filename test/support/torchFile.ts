import { zip } from './zip.js';

/** A value in a pickle: plain data, or instructions that leave one value on the stack. */
export type Pickled = null | boolean | number | string | Pickled[] | Map<Pickled, Pickled> | { code: Buffer };

/** Instructions of a pickle as they are written: texts and bytes, one after the other. */
export function code(...parts: (string | number[] | Buffer)[]): { code: Buffer } {
  return {
    code: Buffer.concat(
      parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    ),
  };
}

/** A pickle of protocol 2. */
export function pickle(value: Pickled): Buffer {
  return Buffer.concat([Buffer.of(0x80, 2), encode(value), Buffer.from('.')]);
}

/** A tuple of values. */
export function tuple(...values: Pickled[]): { code: Buffer } {
  return code('(', ...values.map(encode), 't');
}

/** A call, which Python would make: of `callee`, 'os\nsystem', with these arguments. */
export function call(callee: string, ...args: Pickled[]): { code: Buffer } {
  return code(`c${callee}\n`, encode(tuple(...args)), 'R');
}

export interface View {
  key?: string;
  /** Class of the storage. */
  type?: string;
  /** Elements of the storage. */
  count: number;
  offset?: number;
  shape: number[];
  strides: number[];
}

/** A tensor as torch writes it. */
export function tensor({ key = '0', type = 'FloatStorage', count, offset = 0, shape, strides }: View): {
  code: Buffer;
} {
  const id = tuple('storage', code(`ctorch\n${type}\n`), key, 'cpu', count);
  const storage = code(id.code, 'Q');
  return call(
    'torch._utils\n_rebuild_tensor_v2',
    storage,
    offset,
    tuple(...shape),
    tuple(...strides),
    false,
    new Map(),
  );
}

/** A file of torch.save, as since version 1.6. */
export function torchZip(value: Pickled, storages: Record<string, Uint8Array>): Buffer {
  const records = Object.entries(storages).map(([key, bytes]) => [`archive/data/${key}`, bytes]);
  return zip({ 'archive/data.pkl': pickle(value), ...Object.fromEntries(records), 'archive/version': '3\n' });
}

/** A file of torch.save, as before version 1.6; of each storage its number of elements and its bytes. */
export function torchLegacy(value: Pickled, storages: Record<string, { count: number; bytes: Uint8Array }>): Buffer {
  const magic = code([0x8a, 10], Buffer.from('6cfc9c46f9206aa85019', 'hex'));
  const system = new Map<Pickled, Pickled>([['little_endian', true]]);
  const parts = [magic, 1001, system, value, Object.keys(storages)].map(pickle);
  for (const { count, bytes } of Object.values(storages)) {
    const length = Buffer.alloc(8);
    length.writeBigInt64LE(BigInt(count));
    parts.push(length, Buffer.from(bytes));
  }
  return Buffer.concat(parts);
}

/** Numbers as the bytes of a storage. */
export function floats(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

function encode(value: Pickled): Buffer {
  if (value === null) return Buffer.from('N');
  if (typeof value === 'boolean') return Buffer.of(value ? 0x88 : 0x89);
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    return Buffer.concat([Buffer.from('X'), length, text]);
  }
  if (Array.isArray(value)) return Buffer.concat([Buffer.from(']('), ...value.map(encode), Buffer.from('e')]);
  if (!(value instanceof Map)) return value.code;
  return Buffer.concat([Buffer.from('}('), ...[...value].flat().map(encode), Buffer.from('u')]);
}

function encodeNumber(value: number): Buffer {
  const isInt = Number.isInteger(value) && Math.abs(value) < 2 ** 31;
  const bytes = Buffer.alloc(isInt ? 5 : 9, isInt ? 'J' : 'G');
  if (isInt) bytes.writeInt32LE(value, 1);
  else bytes.writeDoubleBE(value, 1);
  return bytes;
}

import { type Pickled, tensor, torchZip } from './torchFile.js';

/** Tensors of one type by their names. */
export type NamedValues = Map<string, { shape: number[]; values: Float32Array }>;

/** How they are written: as PyTorch does in single precision, unless these say otherwise. */
export interface Written {
  half?: boolean;
  safetensors?: boolean;
}

/** The bytes of a file with these tensors. */
export function writeNamedTensors(written: NamedValues, { half, safetensors }: Written): Buffer {
  return safetensors ? safetensorsFile(written) : torchFile(written, half ?? false);
}

function torchFile(written: NamedValues, half: boolean): Buffer {
  const storages: Record<string, Uint8Array> = {};
  const state = new Map<Pickled, Pickled>();
  for (const [i, [name, { shape, values }]] of [...written].entries()) {
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
    const type = half ? 'HalfStorage' : 'FloatStorage';
    state.set(name, tensor({ key: String(i), type, count: values.length, shape, strides }));
    storages[i] = half ? halves(values) : new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
  return torchZip(state, storages);
}

/** Normal numbers of half precision, cut off instead of rounded. */
function halves(values: Float32Array): Uint8Array {
  const bits = new Uint32Array(values.slice().buffer);
  const half = Uint16Array.from(bits, word => {
    const exponent = ((word >>> 23) & 0xff) - 127 + 15;
    const sign = (word >>> 16) & 0x8000;
    return exponent <= 0 ? sign : sign | (exponent << 10) | ((word >>> 13) & 0x3ff);
  });
  return new Uint8Array(half.buffer);
}

function safetensorsFile(written: NamedValues): Buffer {
  let end = 0;
  const entries = [...written].map(([name, { shape, values }]) => {
    const start = end;
    end += values.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const data = [...written.values()].map(({ values }) => Buffer.from(values.slice().buffer));
  return Buffer.concat([length, header, ...data]);
}

import { UserError } from '../errors.js';
import { damaged, truncated } from '../files/fileBytes.js';
import type { DType } from './tensorData.js';
import { ELEMENT_BYTES, elementCount } from './tensorData.js';

/** The first 8 bytes: the length of the JSON header as unsigned little-endian 64-bit integer. */
export const LENGTH_BYTES = 8;
/**
 * Enough for two hundred thousand tensors; a larger number means that the file is something else. The reference
 * implementation takes three times as much, of which JSON could fill gigabytes of memory.
 */
export const MAX_HEADER_BYTES = 2 ** 25;

/** Where a tensor lies: `bytes` bytes from `offset`, counted from the start of the file. */
export interface TensorLocation {
  dtype: DType;
  shape: number[];
  offset: number;
  bytes: number;
}

export interface SafetensorsHeader {
  metadata: Record<string, string>;
  /** In the order of the header. */
  tensors: Map<string, TensorLocation>;
  fileBytes: number;
}

/**
 * Reads the JSON header of a safetensors file and checks everything that it claims, so that whoever follows its offsets
 * cannot be led astray: types, sizes against shapes, and that the tensors fill the file without gap or overlap.
 *
 * @param file the name for messages
 * @param json the header's bytes, without the length in front of it
 * @param fileBytes the size of the file
 * @throws UserError naming the file, the tensor and what is wrong
 */
export function parseHeader(file: string, json: Uint8Array, fileBytes: number): SafetensorsHeader {
  const header = parseObject(file, json);
  const dataStart = LENGTH_BYTES + json.byteLength;
  const metadata = readMetadata(file, header['__metadata__']);
  const tensors = new Map<string, TensorLocation>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, readLocation(file, name, entry, dataStart));
  }
  checkLayout(file, tensors, dataStart, fileBytes);
  return { metadata, tensors, fileBytes };
}

function parseObject(file: string, json: Uint8Array): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(json);
    header = JSON.parse(text);
  } catch {
    throw new UserError(`${file} is not a safetensors file, or is damaged: its header is not valid JSON.`);
  }
  if (!isObject(header)) throw damaged(file, 'its header is not a JSON object');
  const twice = repeatedKey(text);
  if (twice !== undefined) throw damaged(file, `its header names ${twice} twice`);
  return header;
}

const KEY_END = /^\s*:/;

/** The first key that occurs twice in an object of a valid JSON text: `JSON.parse` would hide the first. */
function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  const none = new Set<string>();
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '{' || c === '[') open.push(c === '{' ? new Set() : none);
    else if (c === '}' || c === ']') open.pop();
    else if (c === '"') {
      const start = i++;
      while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
      if (!KEY_END.test(text.slice(i + 1, i + 20))) continue;
      const key = JSON.parse(text.slice(start, i + 1)) as string;
      if (open.at(-1)!.has(key)) return key;
      open.at(-1)!.add(key);
    }
  }
  return undefined;
}

function readMetadata(file: string, value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value) || !Object.values(value).every(v => typeof v === 'string')) {
    throw damaged(file, 'its __metadata__ is not a map from names to strings');
  }
  return value as Record<string, string>;
}

function readLocation(file: string, name: string, entry: unknown, dataStart: number): TensorLocation {
  if (!isObject(entry)) throw damaged(file, `the entry of tensor ${name} is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(ELEMENT_BYTES, dtype)) {
    throw new UserError(
      `${file}: tensor ${name} has the element type ${JSON.stringify(dtype ?? null)}, which mfm cannot read; ` +
        `convert it to one of ${Object.keys(ELEMENT_BYTES).join(', ')}.`,
    );
  }
  if (!isCountList(shape)) throw damaged(file, `the shape of tensor ${name} is not a list of sizes`);
  if (!isCountList(offsets) || offsets.length !== 2 || offsets[1]! < offsets[0]!) {
    throw damaged(file, `the data_offsets of tensor ${name} are not a start and an end`);
  }
  const bytes = offsets[1]! - offsets[0]!;
  const wanted = elementCount(shape) * ELEMENT_BYTES[dtype as DType];
  if (bytes !== wanted) {
    throw damaged(file, `tensor ${name}, ${dtype} [${shape.join(', ')}], needs ${wanted} bytes but has ${bytes}`);
  }
  return { dtype: dtype as DType, shape, offset: dataStart + offsets[0]!, bytes };
}

/** The format asks that the tensors cover the data exactly: no gap, no overlap, nothing behind the last one. */
function checkLayout(file: string, tensors: Map<string, TensorLocation>, dataStart: number, fileBytes: number): void {
  const byOffset = [...tensors].sort(([, a], [, b]) => a.offset - b.offset || a.bytes - b.bytes);
  const dataEnd = byOffset.reduce((end, [, t]) => Math.max(end, t.offset + t.bytes), dataStart);
  if (dataEnd > fileBytes) throw truncated(file, fileBytes, dataEnd);
  let end = dataStart;
  for (const [name, { offset, bytes }] of byOffset) {
    if (offset < end) throw damaged(file, `tensor ${name} overlaps the one before it`);
    if (offset > end) throw damaged(file, `${offset - end} bytes before tensor ${name} belong to no tensor`);
    end += bytes;
  }
  if (fileBytes > end) throw damaged(file, `its last ${fileBytes - end} bytes belong to no tensor`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCountList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(n => Number.isSafeInteger(n) && n >= 0);
}

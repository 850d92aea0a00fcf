import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { writeAll, writeAtomically } from '../files/atomicFile.js';
import { readBytes, truncated, withFile } from '../files/fileBytes.js';
import type { SafetensorsHeader, TensorLocation } from './safetensorsHeader.js';
import { LENGTH_BYTES, MAX_HEADER_BYTES, parseHeader } from './safetensorsHeader.js';
import type { TensorData } from './tensorData.js';
import { ELEMENT_BYTES } from './tensorData.js';
import { contiguousPieces, requireReadable } from './tensorPieces.js';
import { readSource, sourceBytes, sourceOf, type TensorSource } from './tensorSource.js';

/**
 * Reads only the header of a safetensors file (https://github.com/huggingface/safetensors): what is in it and where.
 *
 * @throws UserError when the file cannot be read or is not a complete, consistent safetensors file
 */
export async function readSafetensorsHeader(file: string): Promise<SafetensorsHeader> {
  return withFile(file, handle => readHeader(file, handle));
}

/**
 * Reads tensors of a safetensors file; with `names`, only the bytes of those are touched.
 *
 * @throws UserError as `readSafetensorsHeader`, and for a name that the file does not have
 */
export async function readSafetensors(
  file: string,
  names?: Iterable<string>,
): Promise<{ metadata: Record<string, string>; tensors: Map<string, TensorData> }> {
  return withFile(file, async handle => {
    const header = await readHeader(file, handle);
    const tensors = new Map<string, TensorData>();
    for (const name of names ?? header.tensors.keys()) {
      const { dtype, shape, offset, bytes } = locationOf(file, header, name);
      const data = await readBytes(file, handle, offset, bytes);
      tensors.set(name, { dtype, shape, data });
    }
    return { metadata: header.metadata, tensors };
  });
}

/** Reads one tensor of a file whose header is known. @throws UserError as `readSafetensors` */
export async function readSafetensorsTensor(
  file: string,
  header: SafetensorsHeader,
  name: string,
): Promise<TensorData> {
  const { dtype, shape, offset, bytes } = locationOf(file, header, name);
  return { dtype, shape, data: await withFile(file, handle => readBytes(file, handle, offset, bytes)) };
}

/** The same elements piece by piece (`tensorPieces.ts`). @throws UserError as `readSafetensors` */
export async function* safetensorsPieces(
  file: string,
  header: SafetensorsHeader,
  name: string,
): AsyncGenerator<TensorData> {
  const location = locationOf(file, header, name);
  yield* contiguousPieces(file, location.offset, location);
}

/**
 * Writes a safetensors file atomically (see `writeAtomically`), one tensor after the other, without a second copy of
 * the data in memory; sources are read when it is their turn. Tensors keep their order but for wider elements coming
 * first: together with a header padded to a multiple of 8 bytes every tensor is then aligned in the file, as the
 * reference writer does it.
 *
 * @throws UserError when it cannot be written; an old file of that name is then still there
 */
export async function writeSafetensors(
  file: string,
  tensors: ReadonlyMap<string, TensorData | TensorSource>,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const sources = [...tensors].map(([name, t]): [string, TensorSource] => [name, 'read' in t ? t : sourceOf(t)]);
  const ordered = sources.sort(([, a], [, b]) => ELEMENT_BYTES[b.dtype] - ELEMENT_BYTES[a.dtype]);
  const header = encodeHeader(ordered, metadata);
  await writeAtomically(file, async handle => {
    await writeAll(handle, header);
    for (const [name, tensor] of ordered) await writeAll(handle, await readSource(name, tensor));
  });
}

/**
 * Length and JSON header, padded with spaces to a multiple of 8 bytes.
 *
 * @param bytes how long it is at least
 */
export function encodeHeader(
  tensors: readonly [string, Pick<TensorSource, 'dtype' | 'shape'>][],
  metadata: Readonly<Record<string, string>>,
  bytes = 0,
): Uint8Array {
  const entries: [string, unknown][] = [['__metadata__', metadata]];
  let end = 0;
  for (const [name, tensor] of tensors) {
    const start = end;
    end += sourceBytes(tensor);
    entries.push([name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [start, end] }]);
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const padded = Math.ceil(Math.max(json.byteLength, bytes - LENGTH_BYTES) / 8) * 8;
  const header = Buffer.alloc(LENGTH_BYTES + padded, ' ');
  header.writeBigUInt64LE(BigInt(padded));
  json.copy(header, LENGTH_BYTES);
  return header;
}

/** Where a tensor lies whose values can be read. */
function locationOf(file: string, { tensors }: SafetensorsHeader, name: string): TensorLocation {
  const location = tensors.get(name);
  if (!location) throw new UserError(`${file} has no tensor ${name}; it may belong to another model.`);
  requireReadable(file, name, location.bytes);
  return location;
}

async function readHeader(file: string, handle: FileHandle): Promise<SafetensorsHeader> {
  const { size } = await handle.stat();
  if (size < LENGTH_BYTES) throw notSafetensors(file, `it has only ${size} bytes`);
  const length = Number(Buffer.from(await readBytes(file, handle, 0, LENGTH_BYTES)).readBigUInt64LE());
  if (length > MAX_HEADER_BYTES || length < 2) throw notSafetensors(file, `its header would have ${length} bytes`);
  // The brace tells a cut checkpoint from a small file of another kind.
  const first = size > LENGTH_BYTES ? (await readBytes(file, handle, LENGTH_BYTES, 1))[0] : undefined;
  if (first !== undefined && first !== 0x7b) throw notSafetensors(file, 'its header is not JSON');
  if (LENGTH_BYTES + length > size) throw truncated(file, size, LENGTH_BYTES + length);
  return parseHeader(file, await readBytes(file, handle, LENGTH_BYTES, length), size);
}

function notSafetensors(file: string, why: string): UserError {
  return new UserError(`${file} is not a safetensors file: ${why}; name a checkpoint that mfm wrote.`);
}

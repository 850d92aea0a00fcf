import { UserError } from '../errors.js';
import { writeAll, writeAtomically } from '../files/atomicFile.js';
import { encodeHeader } from './safetensors.js';
import { LENGTH_BYTES, MAX_HEADER_BYTES } from './safetensorsHeader.js';
import type { DType } from './tensorData.js';

/** What was written, in its order: known only in the end. */
export interface StreamedTensors {
  tensors: [name: string, tensor: { dtype: DType; shape: number[] }][];
  metadata: Record<string, string>;
}

/**
 * Writes a safetensors file atomically, piece by piece, when how much there will be is not known before: nothing of it is
 * kept in memory. Room for the header is left at the file's start and filled in the end, the rest of it with spaces.
 *
 * @param headerBytes enough for the header
 * @param write appends the elements of all tensors, and says then what they are. Wider elements have to come first, or
 *   behind an even number of the others, for every tensor to be aligned
 * @throws UserError when it cannot be written; an old file of that name is then still there
 */
export async function streamSafetensors(
  file: string,
  headerBytes: number,
  write: (append: (bytes: Uint8Array) => Promise<void>) => Promise<StreamedTensors>,
): Promise<void> {
  const reserved = LENGTH_BYTES + Math.ceil(headerBytes / 8) * 8;
  if (reserved > MAX_HEADER_BYTES) {
    throw new UserError(`The header of ${file} would have ${reserved} bytes; write fewer images into one file.`);
  }
  await writeAtomically(file, async handle => {
    await writeAll(handle, new Uint8Array(reserved));
    const { tensors, metadata } = await write(bytes => writeAll(handle, bytes));
    const header = encodeHeader(tensors, metadata, reserved);
    if (header.byteLength !== reserved) throw new Error(`A header of ${header.byteLength} bytes in ${reserved}.`);
    await handle.write(header, 0, reserved, 0);
  });
}

import { UserError } from '../errors.js';
import { readBytes, withFile } from '../files/fileBytes.js';
import type { DType, TensorData } from './tensorData.js';
import { ELEMENT_BYTES } from './tensorData.js';

/** Elements of every piece of a tensor but its last, whatever their type, so that tensors can be gone through side by side. */
export const PIECE = 2 ** 20;
/** More than a backend takes in one tensor. What claims more is a file with a hole in it, or no model. */
const MAX_BYTES = 2 ** 31;

/** To be asked before memory is taken for a tensor's values. @throws UserError when they are too many to be read */
export function requireReadable(file: string, name: string, bytes: number): void {
  if (bytes <= MAX_BYTES) return;
  throw new UserError(`${file}: tensor ${name} has ${bytes} bytes, of at most ${MAX_BYTES}; save it in several parts.`);
}

/** Elements that lie one behind the other from `start`, piece by piece; the file is not kept open in between. */
export async function* contiguousPieces(
  file: string,
  start: number,
  { dtype, bytes }: { dtype: DType; bytes: number },
): AsyncGenerator<TensorData> {
  const size = ELEMENT_BYTES[dtype];
  for (let done = 0; done < bytes; done += PIECE * size) {
    const length = Math.min(PIECE * size, bytes - done);
    const data = await withFile(file, handle => readBytes(file, handle, start + done, length));
    yield { dtype, shape: [length / size], data };
  }
}

import { bytes, counted, grouped } from '../../../extension/engine/text/format.js';
import type { TensorEntry } from '../../../extension/protocol/checkpointPage.js';

/** Learned values of encoder, decoder and head, as far as there are any with these names: as rows of a list. */
export function sideText(tensors: readonly TensorEntry[]): [string, string][] {
  const sides = [
    ['Encoder', 'encoder.'],
    ['Decoder', 'decoder.'],
    ['Head', 'decode_head.'],
  ] as const;
  return sides.flatMap(([title, prefix]): [string, string][] => {
    const own = tensors.filter(
      ({ name, part, dtype }) => part === 'model' && dtype === 'F32' && name.startsWith(prefix),
    );
    return own.length > 0 ? [[title, grouped(own.reduce((sum, { bytes }) => sum + bytes / 4, 0))]] : [];
  });
}

/** Whether training can go on from here, and what that costs. */
export function optimizerText(tensors: readonly TensorEntry[]): string {
  const own = tensors.filter(({ part }) => part === 'optimizer');
  if (own.length === 0) return 'none';
  return `${counted(own.length, 'tensor')}, ${bytes(own.reduce((sum, tensor) => sum + tensor.bytes, 0))}`;
}

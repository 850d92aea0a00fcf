import type { TensorEntry } from '../../../extension/protocol/checkpointPage.js';
import { belongsTo } from '../network/parts.js';
import type { PageState } from '../pageState.js';

/** The number of values in a tensor. */
export function valueCount({ shape }: Pick<TensorEntry, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** '[384, 3, 16, 16]', and '[]' for a single number. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** The tensors of a part that all words of a search fit: each stands in the name, the type or the shape. */
export function found(
  tensors: readonly TensorEntry[],
  { search, part, among }: Pick<PageState, 'search' | 'part' | 'among'>,
): TensorEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return tensors.filter(tensor => {
    if (part !== 'all' && tensor.part !== part) return false;
    if (among && !belongsTo(among, tensor)) return false;
    const text = `${tensor.name} ${tensor.dtype} ${shapeText(tensor.shape)}`.toLowerCase();
    return words.every(word => text.includes(word));
  });
}

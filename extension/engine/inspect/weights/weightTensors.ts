import { elementCount } from '../../checkpoint/tensorData.js';
import type { TensorInfo, TensorTable } from '../../checkpoint/tensorFile.js';

/** A tensor by its name. */
export interface NamedTensor extends TensorInfo {
  name: string;
}

/** The first weight of transformers (ours, timm's and Hugging Face's) and of convolutional networks (ours, torchvision's and timm's). */
const FILTERS = /(^|\.)(patch_embed\.proj|patch_embeddings\.projection|conv1|stem\.0)\.weight$/;
/** More values than any network has in these; pages hold them all. */
const MOST_VALUES = 2 ** 24;
/** Of a filter in pixels. */
const MOST_SIDE = 256;
const POSITIONS = /(^|\.)((absolute_)?pos_embed|position_embeddings)$/;

/** The filters that see colours, of a patch embedding or a first convolution: `[count, 3, height, width]`. */
export function filterTensor(header: TensorTable): NamedTensor | undefined {
  return named(header, FILTERS).find(
    ({ shape }) => shape.length === 4 && shape[1] === 3 && shape[2]! <= MOST_SIDE && shape[3]! <= MOST_SIDE,
  );
}

/** Position embeddings of a square grid of patches, with or without a class token before them: `[1, tokens, width]`. */
export function positionTensors(header: TensorTable): NamedTensor[] {
  return named(header, POSITIONS).filter(({ shape }) => shape.length === 3 && gridOf(shape[1]!) !== undefined);
}

/** Patches per side for that many tokens. */
export function gridOf(tokens: number): number | undefined {
  const sides = [Math.sqrt(tokens - 1), Math.sqrt(tokens)];
  return sides.find(side => Number.isInteger(side) && side > 1);
}

/** Those that can be looked at. */
function named(header: TensorTable, pattern: RegExp): NamedTensor[] {
  const own = [...header.tensors].filter(([name]) => !name.startsWith('optimizer.') && pattern.test(name));
  const found = own.map(([name, info]) => ({ name, ...info }));
  return found.filter(({ shape }) => elementCount(shape) > 0 && elementCount(shape) <= MOST_VALUES);
}

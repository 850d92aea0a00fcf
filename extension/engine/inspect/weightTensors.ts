import type { SafetensorsHeader, TensorLocation } from '../checkpoint/safetensorsHeader.js';

/** A tensor by its name, and where it lies. */
export interface NamedTensor extends TensorLocation {
  name: string;
}

/** The weight of a patch embedding as ours, timm's and Hugging Face's ViTs call it. */
const FILTERS = /(^|\.)(patch_embed\.proj|patch_embeddings\.projection)\.weight$/;
const POSITIONS = /(^|\.)(pos_embed|position_embeddings)$/;

/** The filters of a patch embedding that sees colours: `[count, 3, height, width]`. */
export function filterTensor(header: SafetensorsHeader): NamedTensor | undefined {
  return named(header, FILTERS).find(({ shape }) => shape.length === 4 && shape[1] === 3);
}

/** Position embeddings of a square grid of patches, with or without a class token before them: `[1, tokens, width]`. */
export function positionTensors(header: SafetensorsHeader): NamedTensor[] {
  return named(header, POSITIONS).filter(({ shape }) => shape.length === 3 && gridOf(shape[1]!) !== undefined);
}

/** Patches per side for that many tokens. */
export function gridOf(tokens: number): number | undefined {
  const sides = [Math.sqrt(tokens - 1), Math.sqrt(tokens)];
  return sides.find(side => Number.isInteger(side) && side > 1);
}

function named(header: SafetensorsHeader, pattern: RegExp): NamedTensor[] {
  const own = [...header.tensors].filter(([name]) => !name.startsWith('optimizer.') && pattern.test(name));
  return own.map(([name, location]) => ({ name, ...location }));
}

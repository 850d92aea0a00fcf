import type { Violation } from '../rules.js';

/** Several times what the largest networks have that were ever trained: beyond is a typing mistake, or an attack. */
export const WIDEST = 65_536;
export const DEEPEST = 1_000;
export const LARGEST_RATIO = 64;

/** What a family says of its IN_CHANS. */
export const channels = { description: 'Colour channels of the input: photographs have 3.', min: 3, max: 3 };

/** Hidden layers have a neuron at least. */
export function* hiddenRules(
  prefix: string,
  { EMBED_DIM: width, MLP_RATIO: ratio }: { EMBED_DIM: number; MLP_RATIO: number },
  ratioPrefix = prefix,
): Generator<Violation> {
  if (width * ratio >= 1) return;
  yield {
    keys: [`${ratioPrefix}.MLP_RATIO`, `${prefix}.EMBED_DIM`],
    message: `${ratioPrefix}.MLP_RATIO (${ratio}) leaves nothing of ${prefix}.EMBED_DIM (${width}) for the hidden layers; it must give 1 at least.`,
  };
}

/** Images are cut into features of `side` pixels a side, by networks that halve them from stage to stage. */
export function* multipleRules(imageSize: number, side: number, type: string): Generator<Violation> {
  if (imageSize % side === 0) return;
  yield {
    keys: ['DATA.IMG_SIZE', 'MODEL.TYPE'],
    message: `DATA.IMG_SIZE (${imageSize}) must be a multiple of ${side} with MODEL.TYPE '${type}', which makes one feature of ${side} x ${side} pixels.`,
  };
}

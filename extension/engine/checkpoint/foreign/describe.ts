import type { EncoderTensors } from './encoderTensors.js';
import type { Recognised } from './recognise.js';
import { foreignFamilies } from './registry.js';

/** What an encoder in a file is, for people: 'a ViT with 12 blocks of width 768, named as in timm'. */
export function describeEncoder({ naming }: Recognised, { tensors }: EncoderTensors): string {
  return `${foreignFamilies[naming.family].describe(tensors)}, ${naming.like}`;
}

import type { FileTensor } from '../fileTensor.js';
import type { Naming } from './naming.js';
import { foreignFamilies } from './registry.js';

/** What an encoder in a file is, for people: 'a ViT with 12 blocks of width 768, named as in timm'. */
export function describeEncoder({ family, like }: Naming, tensors: ReadonlyMap<string, FileTensor>): string {
  return `${foreignFamilies[family].describe(tensors)}, ${like}`;
}

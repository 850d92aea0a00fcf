import type { FileTensor } from '../fileTensor.js';
import type { Naming } from './naming.js';

/** What an encoder in a file is, for people: 'a ViT with 12 blocks of width 768, named as in timm'. */
export function describeEncoder({ family, like }: Naming, tensors: ReadonlyMap<string, FileTensor>): string {
  return `${sizes(family, tensors)}, ${like}`;
}

function sizes(family: Naming['family'], tensors: ReadonlyMap<string, FileTensor>): string {
  const width = (name: string) => tensors.get(name)?.shape[0] ?? '?';
  if (family === 'vit') {
    return `a ViT with ${count(tensors, /^encoder\.blocks\.(\d+)\./)} blocks of width ${width('encoder.blocks.0.norm1.weight')}`;
  }
  const stages = [0, 1, 2, 3];
  if (family === 'swin') {
    const blocks = stages.map(i => count(tensors, new RegExp(`^encoder\\.layers\\.${i}\\.blocks\\.(\\d+)\\.`)));
    return `a Swin with ${blocks.join('-')} blocks of width ${width('encoder.layers.0.blocks.0.norm1.weight')}`;
  }
  const blocks = stages.map(i => count(tensors, new RegExp(`^encoder\\.layer${i + 1}\\.(\\d+)\\.`)));
  return `a ResNet with ${blocks.join('-')} blocks`;
}

/** How many different numbers the names have in a place. */
export function count(tensors: ReadonlyMap<string, unknown>, place: RegExp): number {
  return new Set([...tensors.keys()].flatMap(name => place.exec(name)?.[1] ?? [])).size;
}

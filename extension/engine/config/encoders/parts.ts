import type { DrawnPart } from '../../../protocol/networkDrawing.js';

/** A part that changes what flows. @param tensors how the names of its tensors begin */
export function layer(id: string, title: string, sizes: string[], tensors: string[], without?: string[]): DrawnPart {
  return { id, title, sizes, kind: 'layer', tensors, without };
}

/** Several equal blocks, the names of whose tensors begin so. */
export function stack(id: string, title: string, sizes: string[], tensors: string[], without?: string[]): DrawnPart {
  return { id, title, sizes, kind: 'stack', tensors, without };
}

/** What goes in and what comes out: a number in each channel, of each pixel. */
export function picture(id: string, title: string, channels: number, imageSize: number): DrawnPart {
  return { id, title, sizes: [`${channels} × ${imageSize} × ${imageSize}`], kind: 'data', tensors: [] };
}

/** '1 block', '3 blocks' of a kind. */
export function blockCount(depth: number, kind = ''): string {
  return `${depth} ${kind}block${depth === 1 ? '' : 's'}`;
}

/** The title of a block that stands for those of the first stage. */
export function firstStageTitle(depth: number): string {
  return depth === 1 ? 'The block of the first stage' : `One of ${depth} blocks of the first stage`;
}

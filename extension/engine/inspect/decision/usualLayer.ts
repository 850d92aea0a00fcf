/**
 * The layer, from 0, whose patches tell most of a decision: the last; with a class token the one before it, whose tokens are what
 * the last block's first norm reads, for the patches behind that block have no part in what a head makes of the class token.
 */
export function usualLayer({ layers, classToken }: { classToken: boolean; layers: readonly unknown[] }): number {
  return Math.max(0, layers.length - (classToken ? 2 : 1));
}

import type { MaskIds } from './mask.js';

/** An image of a source. */
export interface SourceEntry {
  /** Relative to the source's root, with '/' on every system. */
  path: string;
  /** Index into `Source.classes`; -1 for an image of no class. */
  label: number;
  /** The picture of the classes of its pixels, like `path`; absent where a source has none. */
  mask?: string;
}

/** Where images come from: files below a folder, in an order. */
export interface Source {
  /** Absolute path. */
  root: string;
  /** Names of the classes; none where images have no labels. */
  classes: string[];
  entries: SourceEntry[];
  /** What the numbers in its masks mean, where it has masks. */
  maskIds?: MaskIds;
}

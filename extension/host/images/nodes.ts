/** A folder of images: one that configs name, or a folder in it. */
export interface FolderNode {
  kind: 'imageFolder';
  /** Absolute, as are all paths here. */
  path: string;
  /** The folder that a config names; `path` itself for that one. */
  root: string;
  /** The configs that use the root, relative to the workspace. */
  configs: readonly string[];
}

export interface ImageNode {
  kind: 'image';
  path: string;
  /** Why it cannot be used, if so. */
  reason?: string;
}

/** Stands for the images of a root that cannot be used. */
export interface UnusableNode {
  kind: 'unusable';
  /** The root. */
  path: string;
}

/** Stands for the images of a folder that are not listed. */
export interface MoreNode {
  kind: 'more';
  /** The folder. */
  path: string;
  count: number;
}

/** What the images view shows, and what its commands are given. */
export type ImagesNode = FolderNode | UnusableNode | ImageNode | MoreNode;

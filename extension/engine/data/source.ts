/** An image of a source. */
export interface SourceEntry {
  /** Relative to the source's root, with '/' on every system. */
  path: string;
  /** Index into `Source.classes`; -1 for an image of no class. */
  label: number;
}

/** Where images come from: files below a folder, in an order. */
export interface Source {
  /** Absolute path. */
  root: string;
  /** Names of the classes; none where images have no labels. */
  classes: string[];
  entries: SourceEntry[];
}

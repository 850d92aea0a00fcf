/** How features lie over an image: so many rows of so many, numbered row by row. */
export type Grid = readonly [rows: number, columns: number];

/** Features of a grid. */
export function cells([rows, columns]: Grid): number {
  return rows * columns;
}

/** The grid of cells of `pixels` a side that cover an image. */
export function gridOver([height, width]: readonly [number, number], pixels: number): Grid {
  return [height / pixels, width / pixels];
}

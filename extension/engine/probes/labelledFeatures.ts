/** Features of images, and the classes that these are of. */
export interface LabelledFeatures {
  /** `[images, width]` */
  values: Float32Array;
  width: number;
  /** `[images]`: classes by their numbers. */
  labels: Int32Array;
}

/** Some of the images, in the order that is given. */
export function rowsOf({ values, width, labels }: LabelledFeatures, rows: ArrayLike<number>): LabelledFeatures {
  const chosen = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    chosen.set(values.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  }
  return { values: chosen, width, labels: Int32Array.from(rows, row => labels[row]!) };
}

import { bicubicResize } from '../../resampling/bicubic.js';

/**
 * Resizes the position embedding of a grid of patches: bicubic, half-pixel centres; the rows before the grid (the class
 * token's) are kept.
 *
 * @param values `[extra + from^2, width]`
 * @returns `[extra + to^2, width]`
 */
export function resizePositions(
  values: Float32Array,
  width: number,
  { from, to, extra }: { from: number; to: number; extra: number },
): Float32Array {
  const planes = transposed(values.subarray(extra * width), from * from, width);
  const resized = bicubicResize(planes, { planes: width, rows: from, columns: from }, to, to);
  const result = new Float32Array((extra + to * to) * width);
  result.set(values.subarray(0, extra * width));
  result.set(transposed(resized, width, to * to), extra * width);
  return result;
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) result[c * rows + r] = values[r * columns + c]!;
  return result;
}

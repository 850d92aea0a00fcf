import type { LoadReport } from '../../../protocol/loadReport.js';
import { bicubicResize } from '../../resampling/bicubic.js';
import { converted, type FileTensor } from '../fileTensor.js';
import { resizeRelativeTable } from './relativeTable.js';

/** A tensor in the shape that a model wants it in, and how it got it, where it had another. */
export interface Fitted {
  source: FileTensor;
  resized?: LoadReport['resized'][number];
}

const POSITIONS = /(^|\.)(pos_embed|absolute_pos_embed)$/;
const TABLE = /(^|\.)relative_position_bias_table$/;
/** Rows of a table that belong to the class token (fact sheet 1.9). */
const CLASS_ROWS = 3;

/** `source` as a tensor `name` of shape `to`; positions are resized for another grid. Nothing = it cannot be made to fit. */
export function fitted(name: string, source: FileTensor, to: readonly number[]): Fitted | undefined {
  const from = source.shape;
  if (from.join() === to.join()) return { source };
  const made = POSITIONS.test(name) ? fitPositions(source, to) : TABLE.test(name) ? fitTable(source, to) : undefined;
  if (!made) return undefined;
  return { source: made.source, resized: { name, from: [...from], to: [...to], how: made.how } };
}

/** `[1, tokens, width]`, with or without a class token in both. */
function fitPositions(source: FileTensor, to: readonly number[]) {
  const [one, tokens, width] = source.shape;
  if (source.shape.length !== 3 || to.length !== 3 || one !== 1 || to[0] !== 1 || width !== to[2]) return undefined;
  for (const extra of [1, 0]) {
    const grids = { from: Math.sqrt(tokens! - extra), to: Math.sqrt(to[1]! - extra), extra };
    if (![grids.from, grids.to].every(isGrid)) continue;
    const shape = [1, to[1]!, width!];
    const how = `bicubic from ${grids.from} x ${grids.from} to ${grids.to} x ${grids.to} patches`;
    return { source: converted(source, shape, values => resizePositions(values, width!, grids)), how };
  }
  return undefined;
}

/** `[(2 * grid - 1)^2 + extra, heads]`; a class token has three extra rows. */
function fitTable(source: FileTensor, to: readonly number[]) {
  const [rows, heads] = source.shape;
  if (source.shape.length !== 2 || to.length !== 2 || heads !== to[1]) return undefined;
  for (const extra of [0, CLASS_ROWS]) {
    const sides = { from: Math.sqrt(rows! - extra), to: Math.sqrt(to[0]! - extra), extra };
    if (![sides.from, sides.to].every(side => isGrid(side) && side % 2 === 1)) continue;
    const how = `bicubic spline at geometrically growing offsets, from ${sides.from} x ${sides.from} to ${sides.to} x ${sides.to} of them`;
    return { source: converted(source, [...to], values => resizeRelativeTable(values, heads!, sides)), how };
  }
  return undefined;
}

function isGrid(side: number): boolean {
  return Number.isInteger(side) && side >= 1;
}

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

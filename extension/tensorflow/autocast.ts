import { DataType } from './dtypes.js';

/** An input of an op, or what it is made from. */
export interface Operand {
  dtype: number;
  rank: number;
}

/** Products, which gain most and lose least. */
const products = new Set([
  'MatMul',
  'BatchMatMul',
  'BatchMatMulV2',
  'BatchMatMulV3',
  'Conv2D',
  'Conv2DBackpropInput',
  'Conv2DBackpropFilter',
]);

/** What moves values and computes nothing. */
const moves = new Set([
  'Reshape',
  'Transpose',
  'Unpack',
  'Pack',
  'ConcatV2',
  'Slice',
  'StridedSlice',
  'Split',
  'SplitV',
  'Tile',
  'ExpandDims',
  'Squeeze',
  'Identity',
]);

/** Ops that stay in half precision beside a single-precision input of a rank below this: beside vectors, beside scalars. */
const narrow = new Map([
  ['Add', 2],
  ['AddV2', 2],
  ['Mul', 1],
]);

/**
 * Which type the float inputs of an op are brought to, as `torch.autocast` does: products take half precision; what only
 * moves values keeps what it gets; a bias or a factor for all does not widen what it is added to or multiplied with; all
 * else is computed in single precision, above all sums, norms, softmax, losses and updates.
 *
 * @param half the type of half precision
 * @returns undefined when they stay as they are
 */
export function autocast(half: number, op: string, inputs: readonly Operand[]): number | undefined {
  const floats = inputs.filter(({ dtype }) => dtype === DataType.FLOAT || dtype === half);
  const halves = floats.filter(({ dtype }) => dtype === half);
  if (floats.length === 0) return undefined;
  if (products.has(op)) return half;
  if (halves.length === 0) return undefined;
  if (moves.has(op)) return halves.length === floats.length ? half : DataType.FLOAT;
  const wide = narrow.get(op);
  if (wide === undefined) return DataType.FLOAT;
  return floats.every(({ dtype, rank }) => dtype === half || rank < wide) ? half : DataType.FLOAT;
}

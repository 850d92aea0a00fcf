import type { InputSpec } from '../../input/input.js';
import type { OnnxGraph, Value } from './graph.js';

// The layers that the families share, as operations of ONNX. Rows are `[batch * tokens, width]`, as in models/.

/** `[batch, channels, H, W]` pixels in [0, 1] to what a network with this input sees. */
export function normalised(g: OnnxGraph, images: Value, { channels, mean, std }: InputSpec): Value {
  const centred = g.node('Sub', [images, g.floats(mean, [1, channels, 1, 1], 'input_mean')]);
  return g.node('Div', [centred, g.floats(std, [1, channels, 1, 1], 'input_std')]);
}

/** x W^T + b with the weight and bias called `name`. */
export function linear(g: OnnxGraph, x: Value, name: string): Value {
  return product(g, x, g.weight(`${name}.weight`), g.weight(`${name}.bias`));
}

/** x W^T + b for rows; without `bias`, x W^T. */
export function product(g: OnnxGraph, x: Value, weight: Value, bias?: Value): Value {
  return g.node('Gemm', bias === undefined ? [x, weight] : [x, weight, bias], { transB: { int: 1 } });
}

/** LayerNorm over the last axis. */
export function layerNorm(g: OnnxGraph, x: Value, name: string, epsilon: number): Value {
  const inputs = [x, g.weight(`${name}.weight`), g.weight(`${name}.bias`)];
  return g.node('LayerNormalization', inputs, { epsilon: { float: epsilon } });
}

/** The MLP of a transformer block. */
export function mlp(g: OnnxGraph, x: Value, name: string): Value {
  return linear(g, gelu(g, linear(g, x, `${name}.fc1`)), `${name}.fc2`);
}

/** Exact GELU, by the error function: the operator Gelu came with a later operator set. */
function gelu(g: OnnxGraph, x: Value): Value {
  const erf = g.node('Erf', [g.node('Mul', [x, scalar(g, Math.SQRT1_2)])]);
  const distribution = g.node('Mul', [g.node('Add', [erf, scalar(g, 1)]), scalar(g, 0.5)]);
  return g.node('Mul', [x, distribution]);
}

/** Patches of an image as tokens, `[batch, patches, width]`, by the convolution called `name`. */
export function patches(g: OnnxGraph, images: Value, name: string, width: number, patchSize: number): Value {
  const side = { ints: [patchSize, patchSize] };
  const inputs = [images, g.weight(`${name}.weight`), g.weight(`${name}.bias`)];
  const maps = g.node('Conv', inputs, { kernel_shape: side, strides: side });
  // 0 keeps a size as it is, here the batch's.
  return transpose(g, reshape(g, maps, [0, width, -1]), [0, 2, 1]);
}

/** @param shape -1 at most once: what is left */
export function reshape(g: OnnxGraph, x: Value, shape: readonly number[]): Value {
  return g.node('Reshape', [x, g.integers(shape, [shape.length], `shape_${shape.join('x')}`)]);
}

export function transpose(g: OnnxGraph, x: Value, order: readonly number[]): Value {
  return g.node('Transpose', [x], { perm: { ints: order } });
}

/** The elements from `start` up to `end` of one axis. */
export function slice(g: OnnxGraph, x: Value, axis: number, start: number, end: number): Value {
  return g.node('Slice', [x, index(g, start), index(g, end), index(g, axis)]);
}

/** One element of an axis, which goes away. */
export function at(g: OnnxGraph, x: Value, axis: number, position: number): Value {
  return g.node('Gather', [x, g.integers([position], [], `element_${position}`)], { axis: { int: axis } });
}

export function mean(g: OnnxGraph, x: Value, axis: number): Value {
  return g.node('ReduceMean', [x], { axes: { ints: [axis] }, keepdims: { int: 0 } });
}

export function concat(g: OnnxGraph, parts: readonly Value[], axis: number): Value {
  return g.node('Concat', parts, { axis: { int: axis } });
}

export function scalar(g: OnnxGraph, value: number): Value {
  return g.floats([value], [], `scalar_${value}`);
}

function index(g: OnnxGraph, value: number): Value {
  return g.integers([value], [1], `index_${value}`);
}

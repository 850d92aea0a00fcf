import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** Multiplications per matrix below which handing matrices over one by one costs more than it gains. */
const SMALL = 2 ** 15;

/**
 * Replaces the backend's product of matrices by one that is about ten times faster where it matters. The original only
 * uses its fast routine for a single pair of untransposed matrices; attention multiplies many, and the gradient of
 * every product has a transposed factor. So: transpose first, then hand over the matrices one by one.
 */
export function installFastMatMul(): void {
  const original = tf.getKernel('BatchMatMul', 'wasm');
  const transpose = tf.getKernel('Transpose', 'wasm').kernelFunc;
  if (original.kernelFunc.name === fastMatMul.name) return;

  function fastMatMul(call: Parameters<tf.KernelFunc>[0]): tf.TensorInfo {
    const backend = call.backend as BackendWasm;
    const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
    const upright = (x: tf.TensorInfo, transposed: boolean): tf.TensorInfo => {
      if (!transposed) return x;
      const rank = x.shape.length;
      const perm = [...x.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2);
      return transpose({ inputs: { x }, backend, attrs: { perm } }) as tf.TensorInfo;
    };
    const product = (a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo =>
      original.kernelFunc({
        inputs: { a, b },
        backend,
        attrs: { transposeA: false, transposeB: false },
      }) as tf.TensorInfo;

    const a = upright(call.inputs['a']!, transposeA);
    const b = upright(call.inputs['b']!, transposeB);
    const worthIt = canPair(a, b) && a.shape.at(-2)! * a.shape.at(-1)! * b.shape.at(-1)! >= SMALL;
    const out = worthIt ? oneByOne(backend, a, b, product) : product(a, b);
    if (transposeA) backend.disposeData(a.dataId);
    if (transposeB) backend.disposeData(b.dataId);
    return out;
  }

  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({ kernelName: 'BatchMatMul', backendName: 'wasm', kernelFunc: fastMatMul });
}

/** Many float matrices on both sides, matrix i with matrix i. */
function canPair(a: tf.TensorInfo, b: tf.TensorInfo): boolean {
  const batch = a.shape.slice(0, -2);
  return (
    batch.some(size => size > 1) &&
    a.shape.length === b.shape.length &&
    batch.every((size, i) => size === b.shape[i]) &&
    a.dtype === 'float32' &&
    b.dtype === 'float32' &&
    tf.util.sizeFromShape(a.shape) > 0 &&
    tf.util.sizeFromShape(b.shape) > 0
  );
}

function oneByOne(
  backend: BackendWasm,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  product: (a: tf.TensorInfo, b: tf.TensorInfo) => tf.TensorInfo,
): tf.TensorInfo {
  const [m, k] = a.shape.slice(-2) as [number, number];
  const n = b.shape.at(-1)!;
  const batch = a.shape.slice(0, -2);
  const out = backend.makeOutput([...batch, m, n], 'float32');
  for (let i = 0; i < tf.util.sizeFromShape(batch); i++) {
    // New tensors each time: the fast routine remembers its right factor, packed, for as long as that tensor lives.
    const left = copyOf(backend, a, i, [m, k]);
    const right = copyOf(backend, b, i, [k, n]);
    const one = product(left, right);
    const bytes = 4 * m * n;
    const from = backend.getMemoryOffset(one.dataId);
    heap(backend).copyWithin(backend.getMemoryOffset(out.dataId) + i * bytes, from, from + bytes);
    for (const done of [left, right, one]) backend.disposeData(done.dataId);
  }
  return out;
}

/** Matrix `i` of `x` as a tensor of its own. */
function copyOf(backend: BackendWasm, x: tf.TensorInfo, i: number, shape: [number, number]): tf.TensorInfo {
  const copy = backend.makeOutput(shape, 'float32');
  const bytes = 4 * shape[0] * shape[1];
  const from = backend.getMemoryOffset(x.dataId) + i * bytes;
  heap(backend).copyWithin(backend.getMemoryOffset(copy.dataId), from, from + bytes);
  return copy;
}

/** The bytes of the heap, asked for anew at every use: they move when the heap grows. */
function heap(backend: BackendWasm): Uint8Array {
  return (backend.wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8;
}

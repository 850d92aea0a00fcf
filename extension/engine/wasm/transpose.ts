import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** Values of a row from which on copying it as a whole is faster than value by value. */
const LONG = 32;
/** Side of the tiles in which matrices are turned over: what is read of them stays in the cache until it is written. */
const TILE = 16;

/** An axis of the output: its length, and how far apart its values lie in the input and in the output. */
interface Axis {
  size: number;
  from: number;
  to: number;
}

/**
 * Replaces the backend's transposition, which finds the place of every value by divisions, by loops over the heap: nearly half of the time of
 * a training step of a transformer was spent there. Values are copied, so nothing is rounded.
 */
export function installFastTranspose(): void {
  const { kernelFunc: original, ...kernel } = tf.getKernel('Transpose', 'wasm');
  if (original.name === fastTranspose.name) return;
  tf.unregisterKernel('Transpose', 'wasm');
  tf.registerKernel({ ...kernel, kernelFunc: fastTranspose });

  function fastTranspose(call: Parameters<tf.KernelFunc>[0]): tf.TensorInfo | tf.TensorInfo[] {
    const x = call.inputs['x'] as tf.TensorInfo;
    const { perm } = call.attrs as unknown as { perm: number[] };
    const axes = axesOf(x.shape, perm);
    const isMoved = axes.some(({ from, to }) => from !== to);
    if (!isMoved || (x.dtype !== 'float32' && x.dtype !== 'int32')) return original(call);
    const backend = call.backend as BackendWasm;
    const out = backend.makeOutput(
      perm.map(axis => x.shape[axis]!),
      x.dtype,
    );
    // Asked for after the output was made: the heap moves when it grows.
    const { buffer } = (backend.wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8;
    const size = tf.util.sizeFromShape(x.shape);
    const view = (dataId: object) => new Int32Array(buffer, backend.getMemoryOffset(dataId), size);
    permute(view(x.dataId), view(out.dataId), axes);
    return out;
  }
}

/** The axes of the output without those of one value; neighbours that stay neighbours are one. */
function axesOf(shape: readonly number[], perm: readonly number[]): Axis[] {
  const strides = shape.map((_, axis) => tf.util.sizeFromShape(shape.slice(axis + 1)));
  const axes: Axis[] = [];
  let to = 1;
  for (const axis of [...perm].reverse()) {
    const [size, from] = [shape[axis]!, strides[axis]!];
    if (size === 1) continue;
    const inner = axes[0];
    if (inner && from === inner.from * inner.size) inner.size *= size;
    else axes.unshift({ size, from, to });
    to *= size;
  }
  return axes;
}

/** The bits of the values are copied: any type of four bytes will do. */
function permute(from: Int32Array, to: Int32Array, axes: readonly Axis[]): void {
  const last = axes.at(-1)!;
  if (last.from === 1) {
    const { size } = last;
    eachOf(axes.slice(0, -1), (source, target) => {
      if (size >= LONG) to.set(from.subarray(source, source + size), target);
      else for (let i = 0; i < size; i++) to[target + i] = from[source + i]!;
    });
    return;
  }
  const next = axes.find(axis => axis.from === 1)!;
  eachOf(
    axes.filter(axis => axis !== last && axis !== next),
    (source, target) => turnOver(from, source, to, target, next, last),
  );
}

/** Turns a matrix over whose rows are values of `next` in the input and of `last` in the output. */
function turnOver(from: Int32Array, source: number, to: Int32Array, target: number, next: Axis, last: Axis): void {
  for (let column = 0; column < next.size; column += TILE) {
    const right = Math.min(column + TILE, next.size);
    for (let row = 0; row < last.size; row += TILE) {
      const bottom = Math.min(row + TILE, last.size);
      for (let i = column; i < right; i++) {
        let read = source + i + row * last.from;
        const start = target + i * next.to;
        for (let j = row; j < bottom; j++) {
          to[start + j] = from[read]!;
          read += last.from;
        }
      }
    }
  }
}

/** Calls `use` with the places in input and output of every combination of indices of `axes`. */
function eachOf(axes: readonly Axis[], use: (source: number, target: number) => void, source = 0, target = 0): void {
  const [axis, ...rest] = axes;
  if (!axis) {
    use(source, target);
    return;
  }
  for (let i = 0; i < axis.size; i++) eachOf(rest, use, source + i * axis.from, target + i * axis.to);
}

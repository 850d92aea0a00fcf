import * as tf from '@tensorflow/tfjs-core';
import onnxruntime from 'onnxruntime-node';
import { float32Tensor, type TensorData } from '../../extension/engine/checkpoint/tensorData.js';
import type { Parameters } from '../../extension/engine/models/parameters.js';

/** Runs an ONNX file on images `[batch, 3, size, size]` with onnxruntime. */
export async function onnxRun(file: string, pixels: Float32Array, size: number) {
  const session = await onnxruntime.InferenceSession.create(file, { logSeverityLevel: 3 });
  const results = await session.run({
    images: new onnxruntime.Tensor('float32', pixels, [-1, 3, size, size].map(batchOf)),
  });
  return Object.fromEntries(
    Object.entries(results).map(([name, { data, dims }]) => [name, { data: data as Float32Array, dims: [...dims] }]),
  );

  function batchOf(side: number): number {
    return side < 0 ? pixels.length / (3 * size * size) : side;
  }
}

/** A reader of a model's tensors, as `writeOnnx` wants it. */
export function tensorsOf(parameters: Parameters): (name: string) => Promise<TensorData> {
  return async name => {
    const variable = parameters.get(name);
    return float32Tensor(variable.shape, (await variable.data()) as Float32Array);
  };
}

/** Sets every tensor to numbers that make each of them count, and running variances to positive ones. */
export function setAll(parameters: Parameters, seed = 0): void {
  parameters.initialise(seed);
  for (const [k, spec] of parameters.stored.entries()) {
    // Read outside: a tidy looks for tensors in all that it returns, number by number.
    const noise = tf.tidy(() => {
      const around = /norm\d?\.weight$|running_var$|bn\d\.weight$/.test(spec.name) ? 1 : 0;
      return tf.add(tf.randomUniform(spec.shape, -0.2, 0.2, 'float32', seed + k), around);
    });
    parameters.set(spec.name, noise.dataSync() as Float32Array);
    noise.dispose();
  }
}

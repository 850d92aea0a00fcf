import type * as tf from '@tensorflow/tfjs-core';
import { constant } from '../initialisers.js';
import { layerNorm } from '../layerNorm.js';
import type { ParameterSpec, Parameters } from '../parameters.js';

/** Of every LayerNorm of a Swin transformer (fact sheet 1.11): not the vision transformer's. */
export const EPSILON = 1e-5;

export function normSpecs(prefix: string, width: number): ParameterSpec[] {
  return [
    { name: `${prefix}.weight`, shape: [width], init: constant(1) },
    { name: `${prefix}.bias`, shape: [width], init: constant(0) },
  ];
}

/** LayerNorm of rows with the parameters under `prefix`. */
export function norm(x: tf.Tensor, p: Parameters, prefix: string): tf.Tensor {
  return layerNorm(x, p.get(`${prefix}.weight`), p.get(`${prefix}.bias`), EPSILON);
}

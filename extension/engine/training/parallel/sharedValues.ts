import type { Method, Objective } from '../../methods/method.js';
import { learned } from '../../optimisation/groups.js';

/** Where threads find the weights and leave their gradients: memory of all threads, each tensor behind the one before it. */
export interface SharedValues {
  /** Parameters and buffers, in the order of the stored state. */
  weights: Float32Array;
  /** What `Gradient.report` gives: squared norm, weight, loss, metrics, gradients. */
  report: Float32Array;
}

type Shapes = Pick<Method, 'parameters' | 'groups'>;

/** Memory for the weights of a method. */
export function sharedWeights({ parameters }: Shapes): Float32Array {
  return shared(parameters.stored);
}

/** Memory for the gradient of one part of a batch. */
export function sharedReport(
  { parameters, groups }: Shapes,
  { metrics, parts = [] }: Pick<Objective, 'metrics' | 'parts'>,
): Float32Array {
  return shared([{ shape: [3 + metrics.length + 2 * parts.length] }, ...learned(parameters, groups)]);
}

function shared(tensors: readonly { shape: readonly number[] }[]): Float32Array {
  const count = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return new Float32Array(new SharedArrayBuffer(count * Float32Array.BYTES_PER_ELEMENT));
}

/** The parts of shared memory, one after the other. */
export function partsOf(values: Float32Array): (length: number) => Float32Array {
  let next = 0;
  return length => {
    const start = next;
    next += length;
    return values.subarray(start, next);
  };
}

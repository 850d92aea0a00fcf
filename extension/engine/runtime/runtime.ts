import type * as tf from '@tensorflow/tfjs-core';

/** A function from tensors to tensors, free of side effects but for assignments to variables. */
export type TensorFunction = (...inputs: tf.Tensor[]) => tf.Tensor[];

/** A step that was prepared once and runs many times. */
export interface CompiledStep {
  /**
   * Runs the step on `inputs` (not disposed) and resolves to its outputs (owned by the caller). Variables that the step
   * assigns hold their new values afterwards. On a native backend the work happens off the event loop; no other tensor
   * operation may be started until the promise settles.
   */
  run(...inputs: tf.Tensor[]): Promise<tf.Tensor[]>;
  dispose(): void;
}

/** In what a step computes: in single precision, or with products in half precision beside weights in single (`torch.autocast`). */
export type Precision = 'float32' | 'bfloat16' | 'float16';

/** Whether this machine multiplies faster in half precision, and why so, for people. */
export interface HalfPrecision {
  type?: Exclude<Precision, 'float32'>;
  why: string;
}

/** Half spectra of real images as two real tensors, `[..., H, W/2+1]`. */
export interface HalfSpectrum {
  re: tf.Tensor;
  im: tf.Tensor;
}

/**
 * What a backend offers beyond tfjs kernels. Model code is written on `tf.*` and calls these through `runtime()`, so it
 * never knows which backend runs it.
 */
export interface Runtime {
  readonly name: 'tensorflow' | 'wasm';
  /** For people: 'CPU, 2 threads' or 'GPU: NVIDIA ...'. */
  readonly device: string;
  /** Bytes of a device's own memory, as GPUs have it; absent = it computes in the machine's, or nobody knows. */
  readonly memory?: number;
  /** Version of the library that executes: '2.21.0' of libtensorflow, or tfjs's own. */
  readonly version: string;
  readonly half: HalfPrecision;
  /** Whether a step computes on one thread, so that others are worth having. */
  readonly isSerial: boolean;
  /**
   * Makes this process compute the same from the same, to the bit, from now on. On a GPU that costs time.
   *
   * @throws UserError where that cannot be had
   */
  requireDeterminism(): void;
  /**
   * Prepares `step` for repeated runs. `variables` lists every variable that the step reads or assigns. TensorFlow
   * traces it once per input shape into one function; elsewhere it is called as it is, always in single precision.
   */
  compile(name: string, step: TensorFunction, variables: readonly tf.Variable[], precision?: Precision): CompiledStep;
  /**
   * The same value, for use not before `cause` is known: a compiled step would otherwise compute early, and keep until then, what
   * is meant to be computed late. Not differentiable.
   */
  after(value: tf.Tensor, cause: tf.Tensor): tf.Tensor;
  /** A small piece of a step, compiled by itself where that pays; elsewhere the piece unchanged. */
  fuse(name: string, piece: TensorFunction): TensorFunction;
  /** Unscaled 2-D DFT of real `[..., H, W]` images, columns 0..W/2. Not differentiable: the engine adds the gradient. */
  rfft2(images: tf.Tensor): HalfSpectrum;
  /** Inverse of `rfft2`, scaled by 1/(HW); `width` tells even from odd. */
  irfft2(spectrum: HalfSpectrum, width: number): tf.Tensor;
}

let current: Runtime | undefined;

/** The runtime that `useRuntime` chose. Throws when none was: choosing is the program's first act. */
export function runtime(): Runtime {
  if (!current) throw new Error('No runtime was chosen: call useRuntime() first.');
  return current;
}

/** Makes `chosen` the runtime of this process; its tfjs backend must be active already. */
export function useRuntime(chosen: Runtime): void {
  current = chosen;
}

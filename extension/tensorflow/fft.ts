import * as tf from '@tensorflow/tfjs-core';
import type { HalfSpectrum } from '../engine/runtime/runtime.js';
import { typeAttribute } from './attributes.js';
import type { Backend } from './backend.js';
import { DataType } from './dtypes.js';

const types = [typeAttribute('Treal', DataType.FLOAT), typeAttribute('Tcomplex', DataType.COMPLEX64)];

/** Unscaled DFT of real `[..., H, W]` images, columns 0..W/2. */
export function rfft2(backend: Backend, images: tf.Tensor): HalfSpectrum {
  return tf.tidy(() => {
    const size = tf.tensor1d(images.shape.slice(-2), 'int32');
    const spectrum = backend.execute('RFFT2D', types, [images, size]);
    return { re: tf.real(spectrum), im: tf.imag(spectrum) };
  });
}

/** Inverse of `rfft2`: `[..., H, W/2+1]` to real `[..., H, width]`, scaled by 1/(HW). */
export function irfft2(backend: Backend, { re, im }: HalfSpectrum, width: number): tf.Tensor {
  return tf.tidy(() => {
    const size = tf.tensor1d([re.shape.at(-2)!, width], 'int32');
    return backend.execute('IRFFT2D', types, [tf.complex(re, im), size]);
  });
}

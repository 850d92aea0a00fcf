import { keptPicture } from '../../corruption/keptPicture.js';
import { restored } from '../../corruption/restored.js';
import { type InputSpec, sideOf } from '../../input/input.js';
import { unnormalise } from '../../pictures/planar.js';
import { psnr } from '../../pictures/psnr.js';

/** The pictures of an image that a model restores, `[3, size, size]` each, in the order in which they are shown. */
export interface Restoration {
  /** What the model is given. */
  input: Float32Array;
  /** The same to be looked at; see `keptPicture`. */
  inputPicture: Float32Array;
  /** What comes of it; see `restored`. */
  restored: Float32Array;
  original: Float32Array;
  /** What the model predicts by itself; absent where that is the restored image. */
  prediction?: Float32Array;
}

/**
 * @param result of the image alone, a batch of one (`Reconstructor`)
 * @param kept the mask, `[size, size]`, shifted, 1 = kept; undefined where a mask is not all that was done to the image
 */
export function restorationOf(
  spec: InputSpec,
  original: Float32Array,
  result: { corrupted: Float32Array; prediction: Float32Array; pixels: Float32Array },
  kept: Float32Array | undefined,
): Restoration {
  const size = sideOf(spec);
  return {
    input: result.corrupted,
    inputPicture: kept ? keptPicture(original, kept, size, size) : result.corrupted,
    restored: restored(original, unnormalise(result.prediction, spec), kept, size, size),
    original,
    ...(kept && { prediction: result.pixels }),
  };
}

/** The pictures as they are shown. */
export function pictures<T>(restoration: Restoration, make: (picture: Float32Array) => T) {
  return { ...ofEach(restoration, make), input: make(restoration.inputPicture) };
}

/** The same of every image, by their names. */
export function ofEach<T>({ input, restored, original, prediction }: Restoration, make: (image: Float32Array) => T) {
  return {
    input: make(input),
    restored: make(restored),
    original: make(original),
    ...(prediction && { prediction: make(prediction) }),
  };
}

/** Peak signal-to-noise ratios against the original in dB. */
export function psnrOf({ inputPicture, restored, original, prediction }: Restoration) {
  return {
    input: psnr(inputPicture, original),
    restored: psnr(restored, original),
    ...(prediction && { prediction: psnr(prediction, original) }),
  };
}

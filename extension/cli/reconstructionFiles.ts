import { join } from 'node:path';
import { writeSafetensors } from '../engine/checkpoint/safetensors.js';
import { float32Tensor } from '../engine/checkpoint/tensorData.js';
import type { RgbImage } from '../engine/data/image.js';
import { type InputSpec, sideOf } from '../engine/input/input.js';
import { completed } from '../engine/inspect/spectrum/completion.js';
import { pixelSpectrum } from '../engine/inspect/spectrum/pixelSpectrum.js';
import { logMagnitude } from '../engine/inspect/spectrum/spectrumMaps.js';
import type { Reconstruction } from '../engine/methods/mfm/reconstruct.js';
import { applyPalette } from '../engine/pictures/palettes.js';
import { absoluteError, planarToRgb, unnormalise } from '../engine/pictures/planar.js';
import { spectrumPicture } from '../engine/pictures/spectrumPicture.js';
import { writePictures } from './pictureFiles.js';

/** Error of a full channel range that gets the last colour of the error picture. */
const errorRange = 0.5;

/**
 * Writes the pictures of one reconstruction and its raw prediction into `folder`; resolves to the files.
 *
 * @param spec what the model takes
 * @param input `[3, size, size]` in [0, 1]
 * @param mask `[size, size]`, shifted, 1 = kept; undefined where a mask is not all that was done, and nothing can be restored
 * @param result of a batch of one
 */
export async function writeReconstructionFiles(
  folder: string,
  spec: InputSpec,
  input: Float32Array,
  mask: Float32Array | undefined,
  result: Reconstruction,
): Promise<string[]> {
  const size = sideOf(spec);
  const shown: Record<string, Float32Array> = { input, corrupted: result.corrupted, prediction: result.pixels };
  if (mask) shown['restored'] = completed(input, unnormalise(result.prediction, spec), mask, size);
  const spectra = sharedScaleSpectra(shown, size);
  const pictures: Record<string, RgbImage> = {};
  for (const [name, pixels] of Object.entries(shown)) pictures[name] = planarToRgb(pixels, size, size);
  pictures['error'] = {
    width: size,
    height: size,
    data: applyPalette(absoluteError(result.pixels, input), 'magma', 0, errorRange),
  };
  const files = await writePictures(folder, { ...pictures, ...spectra });
  const raw = join(folder, 'prediction.safetensors');
  await writeSafetensors(raw, new Map([['prediction', float32Tensor([1, 3, size, size], result.prediction)]]), {});
  return [...files, raw];
}

/** Log-magnitude pictures whose colours mean the same in all of them, so that they can be compared. */
function sharedScaleSpectra(images: Record<string, Float32Array>, size: number) {
  const maps = new Map<string, Float32Array>();
  for (const [name, pixels] of Object.entries(images)) {
    maps.set(`${name}-spectrum`, logMagnitude(pixelSpectrum(pixels, size, size)));
  }
  const high = Math.max(...[...maps.values()].map(map => map.reduce((a, b) => Math.max(a, b), 0)));
  return Object.fromEntries(
    [...maps].map(([name, map]) => [name, spectrumPicture(map, size, size, { palette: 'viridis', low: 0, high })]),
  );
}

import { join } from 'node:path';
import { writeSafetensors } from '../engine/checkpoint/safetensors.js';
import { float32Tensor } from '../engine/checkpoint/tensorData.js';
import type { RgbImage } from '../engine/data/image.js';
import { ofEach, pictures, type Restoration } from '../engine/inspect/reconstruction/restoration.js';
import { pixelSpectrum } from '../engine/inspect/spectrum/pixelSpectrum.js';
import { logMagnitude } from '../engine/inspect/spectrum/spectrumMaps.js';
import { applyPalette } from '../engine/pictures/palettes.js';
import { absoluteError, planarToRgb } from '../engine/pictures/planar.js';
import { spectrumPicture } from '../engine/pictures/spectrumPicture.js';
import { writePictures } from './pictureFiles.js';

/** Error of a full channel range that gets the last colour of the error picture. */
const errorRange = 0.5;

/**
 * Writes the pictures of one reconstruction and its raw prediction into `folder`; resolves to the files.
 *
 * @param prediction `[3, size, size]`, as the network gives it
 */
export async function writeReconstructionFiles(
  folder: string,
  size: number,
  restoration: Restoration,
  prediction: Float32Array,
): Promise<string[]> {
  const shown: Record<string, RgbImage> = pictures(restoration, pixels => planarToRgb(pixels, size, size));
  shown['error'] = {
    width: size,
    height: size,
    data: applyPalette(absoluteError(restoration.restored, restoration.original), 'magma', 0, errorRange),
  };
  const files = await writePictures(folder, { ...shown, ...sharedScaleSpectra(restoration, size) });
  const raw = join(folder, 'prediction.safetensors');
  await writeSafetensors(raw, new Map([['prediction', float32Tensor([1, 3, size, size], prediction)]]), {});
  return [...files, raw];
}

/** Log-magnitude pictures whose colours mean the same in all of them, so that they can be compared. */
function sharedScaleSpectra(restoration: Restoration, size: number) {
  const maps = Object.entries(ofEach(restoration, pixels => logMagnitude(pixelSpectrum(pixels, size, size))));
  const high = Math.max(...maps.map(([, map]) => map.reduce((a, b) => Math.max(a, b), 0)));
  return Object.fromEntries(
    maps.map(([name, map]) => [
      `${name}-spectrum`,
      spectrumPicture(map, size, size, { palette: 'viridis', low: 0, high }),
    ]),
  );
}

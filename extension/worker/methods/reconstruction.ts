import { completed } from '../../engine/inspect/completion.js';
import { pixelSpectrum } from '../../engine/inspect/pixelSpectrum.js';
import { requireDecoder } from '../../engine/inspect/reconstruct.js';
import { reconstructionMask } from '../../engine/inspect/reconstructionMask.js';
import { logMagnitude } from '../../engine/inspect/spectrumMaps.js';
import { absoluteError, planarToRgb, psnr, unnormalise } from '../../engine/pictures/planar.js';
import type { LookWorkerApi, ReconstructionView } from '../../protocol/lookApi.js';
import type { CallContext } from '../../protocol/rpc.js';
import { withRuntime } from '../compute.js';
import { lookedModel } from '../looking/lookedModel.js';

/** What a checkpoint makes of one masked image. */
export function reconstruction(
  { checkpoint, image, mask: wanted, spectra }: LookWorkerApi['reconstruction']['params'],
  { signal }: CallContext<never>,
): Promise<ReconstructionView> {
  return withRuntime(async () => {
    const model = await lookedModel(checkpoint);
    requireDecoder(model.loaded);
    const { config, model: network } = model.loaded;
    const size = network.imageSize;
    const { mask } = reconstructionMask(config, wanted.kind, wanted.radius);
    const input = await model.input(image);
    signal.throwIfAborted();
    const result = await model.reconstructor.run(input, { masks: mask });
    signal.throwIfAborted();
    const whole = await completed(input, unnormalise(result.prediction), mask, size);
    const shown = { input, corrupted: result.corrupted, prediction: result.pixels, completed: whole };
    return {
      input: planarToRgb(input, size, size),
      corrupted: planarToRgb(result.corrupted, size, size),
      prediction: planarToRgb(result.pixels, size, size),
      completed: planarToRgb(whole, size, size),
      error: absoluteError(result.pixels, input),
      loss: result.loss,
      psnr: {
        corrupted: finite(psnr(result.corrupted, input)),
        prediction: finite(result.psnr[0]!),
        completed: finite(psnr(whole, input)),
      },
      spectra: spectra ? spectraOf(shown, size) : undefined,
    };
  }, signal);
}

function spectraOf(images: Record<keyof NonNullable<ReconstructionView['spectra']>, Float32Array>, size: number) {
  const spectrum = (pixels: Float32Array) => logMagnitude(pixelSpectrum(pixels, size, size));
  return {
    input: spectrum(images.input),
    corrupted: spectrum(images.corrupted),
    prediction: spectrum(images.prediction),
    completed: spectrum(images.completed),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

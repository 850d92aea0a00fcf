import { requireDecoder } from '../../engine/checkpoint/loadModel.js';
import { sideOf } from '../../engine/input/input.js';
import { imageCorruption, usualTasks } from '../../engine/inspect/reconstruction/imageCorruption.js';
import { completed } from '../../engine/inspect/spectrum/completion.js';
import { pixelSpectrum } from '../../engine/inspect/spectrum/pixelSpectrum.js';
import { logMagnitude } from '../../engine/inspect/spectrum/spectrumMaps.js';
import { absoluteError, planarToRgb, unnormalise } from '../../engine/pictures/planar.js';
import { psnr } from '../../engine/pictures/psnr.js';
import type { LookWorkerApi, ReconstructionView } from '../../protocol/lookApi.js';
import type { CallContext } from '../../protocol/rpc.js';
import { withRuntime } from '../compute.js';
import { keptModel } from '../looking/keptModel.js';

/** What a checkpoint makes of one corrupted image. */
export function reconstruction(
  { checkpoint, image, tasks, mask, strength, spectra }: LookWorkerApi['reconstruction']['params'],
  { signal }: CallContext<never>,
): Promise<ReconstructionView> {
  return withRuntime(async () => {
    const model = await keptModel(checkpoint);
    requireDecoder(model.loaded);
    const { config, model: network } = model.loaded;
    const size = sideOf(network.input);
    const corruption = imageCorruption(config, { ...mask, tasks: tasks ?? usualTasks(config), strength });
    const input = await model.input(image);
    signal.throwIfAborted();
    const result = await model.reconstructor.run(input, corruption.take(input));
    signal.throwIfAborted();
    const { corrupted, prediction, pixels } = result;
    const whole = corruption.degradation
      ? undefined
      : completed(input, unnormalise(prediction, network.input), corruption.mask!.mask, size);
    const rgb = (planar: Float32Array) => planarToRgb(planar, size, size);
    return {
      degradation: corruption.degradation,
      input: rgb(input),
      corrupted: rgb(corrupted),
      prediction: rgb(pixels),
      completed: whole && rgb(whole),
      error: absoluteError(pixels, input),
      loss: result.loss,
      psnr: {
        corrupted: finite(psnr(corrupted, input)),
        prediction: finite(result.psnr[0]!),
        completed: whole && finite(psnr(whole, input)),
      },
      spectra: spectra ? spectraOf({ input, corrupted, prediction: pixels, completed: whole }, size) : undefined,
    };
  }, signal);
}

function spectraOf(
  { input, corrupted, prediction, completed }: NonNullable<ReconstructionView['spectra']>,
  size: number,
): NonNullable<ReconstructionView['spectra']> {
  const spectrum = (pixels: Float32Array) => logMagnitude(pixelSpectrum(pixels, size, size));
  return {
    input: spectrum(input),
    corrupted: spectrum(corrupted),
    prediction: spectrum(prediction),
    completed: completed && spectrum(completed),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

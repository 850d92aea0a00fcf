import { requireDecoder } from '../../engine/checkpoint/loadModel.js';
import { sideOf } from '../../engine/input/input.js';
import { imageCorruption, usualTasks } from '../../engine/inspect/reconstruction/imageCorruption.js';
import { ofEach, pictures, psnrOf, restorationOf } from '../../engine/inspect/reconstruction/restoration.js';
import { pixelSpectrum } from '../../engine/inspect/spectrum/pixelSpectrum.js';
import { logMagnitude } from '../../engine/inspect/spectrum/spectrumMaps.js';
import { absoluteError, planarToRgb } from '../../engine/pictures/planar.js';
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
    const original = await model.input(image);
    signal.throwIfAborted();
    const result = await model.reconstructor.run(original, corruption.take(original));
    signal.throwIfAborted();
    const kept = corruption.degradation ? undefined : corruption.mask!.mask;
    const restoration = restorationOf(network.input, original, result, kept);
    const ratios = Object.entries(psnrOf(restoration)).map(([name, value]) => [name, finite(value)]);
    return {
      degradation: corruption.degradation,
      ...pictures(restoration, pixels => planarToRgb(pixels, size, size)),
      error: absoluteError(restoration.restored, original),
      loss: result.loss,
      psnr: Object.fromEntries(ratios) as ReconstructionView['psnr'],
      spectra: spectra ? ofEach(restoration, pixels => logMagnitude(pixelSpectrum(pixels, size, size))) : undefined,
    };
  }, signal);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

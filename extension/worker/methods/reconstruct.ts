import { chooseImages } from '../../engine/data/chooseImages.js';
import { toPlanar } from '../../engine/data/image.js';
import { prepareImage } from '../../engine/data/prepare.js';
import { shortNames } from '../../engine/data/shortNames.js';
import { UserError } from '../../engine/errors.js';
import { completed } from '../../engine/inspect/completion.js';
import { type LoadedModel, loadModel, Reconstructor } from '../../engine/inspect/reconstruct.js';
import { type MaskKind, reconstructionMask, withMaskedLoss } from '../../engine/inspect/reconstructionMask.js';
import { unnormalise } from '../../engine/pictures/planar.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { Progress, ReconstructRequest, Sheet } from '../../protocol/workerApi.js';
import { withRuntime } from '../compute.js';
import { type ReconstructedResult, reconstructionSheet } from '../sheets/reconstructionSheet.js';

/** What a checkpoint makes of masked images. One that cannot be read gets a section that says why. */
export async function reconstruct(
  request: ReconstructRequest,
  { signal, progress }: CallContext<Progress>,
): Promise<Sheet> {
  const { files, notes } = await chooseImages(request.images);
  const kinds: MaskKind[] = request.mask ? [request.mask] : ['low', 'high'];
  const names = shortNames(files);
  return withRuntime(async () => {
    const loaded = await loadModel(request.checkpoint);
    const reconstructor = new Reconstructor(loaded.model, withMaskedLoss(loaded.config));
    try {
      const results: ReconstructedResult[] = [];
      for (const [i, file] of files.entries()) {
        progress({ done: i, total: files.length });
        const input = await readInput(file, loaded.model.imageSize);
        if ('problem' in input) {
          results.push({ name: names[i]!, ...input });
          continue;
        }
        for (const kind of kinds) {
          signal.throwIfAborted();
          const result = await reconstructed(reconstructor, loaded, input.pixels, kind, request.radius);
          results.push({ name: names[i]!, ...result });
        }
      }
      return await reconstructionSheet(request.checkpoint, loaded, results, notes);
    } finally {
      reconstructor.dispose();
      loaded.model.parameters.dispose();
    }
  }, signal);
}

async function readInput(file: string, size: number): Promise<{ pixels: Float32Array } | { problem: string }> {
  try {
    return { pixels: toPlanar(await prepareImage(file, size)) };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

async function reconstructed(
  reconstructor: Reconstructor,
  { model, config }: LoadedModel,
  input: Float32Array,
  kind: MaskKind,
  wanted: ReconstructRequest['radius'],
) {
  const { mask, radius } = reconstructionMask(config, kind, wanted);
  const result = await reconstructor.run(input, mask);
  const whole = await completed(input, unnormalise(result.prediction), mask, model.imageSize);
  return { kind, radius, input, result, completed: whole };
}

import { stat } from 'node:fs/promises';
import { type LoadedModel, loadModel } from '../../engine/checkpoint/loadModel.js';
import { toPlanar } from '../../engine/data/image.js';
import { prepareImage } from '../../engine/data/prepare.js';
import { UserError } from '../../engine/errors.js';
import { sideOf } from '../../engine/input/input.js';
import { IntermediatesReader } from '../../engine/inspect/intermediates.js';
import type { LayerIntermediates } from '../../engine/inspect/layerIntermediates.js';
import { withMaskedLoss } from '../../engine/inspect/reconstruction/reconstructionMask.js';
import { Reconstructor } from '../../engine/methods/mfm/reconstruct.js';

/** Models kept, so that a mask can be dragged and two checkpoints can be looked at side by side. */
const KEPT = 2;

/** The newest last. */
const kept = new Map<string, KeptModel>();

/**
 * The model of a checkpoint, loaded anew when the file has changed. To be called in a turn of the backend's: what has not
 * been looked at for longest is disposed for it.
 *
 * @throws UserError when the file cannot be read or holds no model
 */
export async function keptModel(checkpoint: string): Promise<KeptModel> {
  const version = await versionOf(checkpoint);
  const known = kept.get(checkpoint);
  kept.delete(checkpoint);
  if (known && known.version !== version) known.dispose();
  const found = known?.version === version ? known : new KeptModel(version, await loadModel(checkpoint));
  kept.set(checkpoint, found);
  for (const [file, oldest] of kept) {
    if (kept.size <= KEPT) break;
    kept.delete(file);
    oldest.dispose();
  }
  return found;
}

/** A loaded model that is kept between calls, with what it made of the image it saw last. */
export class KeptModel {
  private readonly reader: IntermediatesReader;
  readonly reconstructor: Reconstructor;
  private image?: LookedImage;

  constructor(
    readonly version: string,
    readonly loaded: LoadedModel,
  ) {
    this.reader = new IntermediatesReader(loaded.model);
    this.reconstructor = new Reconstructor(loaded.model, withMaskedLoss(loaded.config));
  }

  /** The image, of the model's size, `[3, size, size]` in [0, 1]. */
  async input(file: string): Promise<Float32Array> {
    return (await this.looked(file)).pixels;
  }

  /** What the encoder's layers make of the image, computed once. */
  async intermediates(file: string): Promise<LayerIntermediates[]> {
    const image = await this.looked(file);
    image.intermediates ??= await this.reader.run(image.pixels);
    return image.intermediates;
  }

  dispose(): void {
    this.reader.dispose();
    this.reconstructor.dispose();
    this.loaded.model.parameters.dispose();
  }

  private async looked(file: string): Promise<LookedImage> {
    const version = await versionOf(file);
    if (this.image?.file !== file || this.image.version !== version) {
      const pixels = toPlanar(await prepareImage(file, sideOf(this.loaded.model.input)));
      this.image = { file, version, pixels };
    }
    return this.image;
  }
}

interface LookedImage {
  file: string;
  version: string;
  pixels: Float32Array;
  intermediates?: LayerIntermediates[];
}

/** What tells one content of a file from the next. */
async function versionOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(file);
    return `${mtimeMs} ${size}`;
  } catch {
    throw new UserError(`${file} cannot be read: it does not exist, or access to it is denied.`);
  }
}

import { type LoadedModel, loadModel } from '../../engine/checkpoint/loadModel.js';
import { toPlanar } from '../../engine/data/image.js';
import { prepareImage } from '../../engine/data/prepare.js';
import { sideOf } from '../../engine/input/input.js';
import { IntermediatesReader } from '../../engine/inspect/intermediates.js';
import type { LayerIntermediates } from '../../engine/inspect/layerIntermediates.js';
import { withMaskedLoss } from '../../engine/inspect/reconstruction/reconstructionMask.js';
import { Reconstructor } from '../../engine/methods/mfm/reconstruct.js';
import { KeptFiles, versionOf } from './keptFiles.js';

const models = new KeptFiles(async checkpoint => new KeptModel(await loadModel(checkpoint)));

/**
 * The model of a checkpoint, kept as `KeptFiles` says.
 *
 * @throws UserError when the file cannot be read or holds no model
 */
export function keptModel(checkpoint: string): Promise<KeptModel> {
  return models.get(checkpoint);
}

/** A loaded model that is kept between calls, with what it made of the image it saw last. */
export class KeptModel {
  private readonly reader: IntermediatesReader;
  readonly reconstructor: Reconstructor;
  private image?: LookedImage;

  constructor(readonly loaded: LoadedModel) {
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

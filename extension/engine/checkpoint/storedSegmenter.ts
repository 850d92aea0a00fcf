import { isSegmenting } from '../config/purpose.js';
import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import { requireLookingMemory } from '../models/lookingMemory.js';
import { createSegmenter, type Segmenter } from '../models/segmentation/segmenter.js';
import { loadTensors } from './loadModelState.js';
import { openFile } from './open.js';
import { storedModel } from './storedModel.js';
import type { TensorFile } from './tensorFile.js';
import type { TensorSource } from './tensorSource.js';
import { wholeNetwork } from './wholeNetwork.js';

/** A network that segments which a file holds, nothing of it read yet, and where its tensors are, by their names. */
export interface StoredSegmenter extends Segmenter {
  sources: ReadonlyMap<string, TensorSource>;
}

/** The segmenter of a file that has all of it; undefined where the config is of something else. */
export function storedSegmenter(opened: TensorFile, config: Config): StoredSegmenter | undefined {
  if (!isSegmenting(config)) return undefined;
  const segmenter = createSegmenter(config);
  const sources = wholeNetwork(opened, segmenter.parameters.stored);
  return sources && { ...segmenter, sources };
}

/** A network that segments and runs. */
export interface LoadedSegmenter {
  segmenter: Segmenter;
  config: Config;
}

/**
 * Loads a network that segments.
 *
 * @param images that will be run at once
 * @param given describes the network; by default the file says it
 * @throws UserError when the file holds none, another one, or one that does not fit into memory
 */
export async function loadSegmenter(file: string, images: number, given?: Config): Promise<LoadedSegmenter> {
  const opened = await openFile(file);
  const config = given ?? storedModel(opened).config;
  const segmenter = storedSegmenter(opened, config);
  if (!segmenter) {
    throw new UserError(
      isSegmenting(config)
        ? `${file} does not hold the network of the config, ${createSegmenter(config).name}: name a checkpoint that was trained with such a config.`
        : `${file} does not segment: name a checkpoint of mfm segment.`,
    );
  }
  requireLookingMemory(`${file} (${segmenter.name})`, segmenter, { images });
  await loadTensors(segmenter.sources, segmenter.parameters);
  return { segmenter, config };
}

/** Whether a file is of a network that segments, by its config; false where it has none. */
export async function segmentsPixels(file: string): Promise<boolean> {
  return isSegmenting(storedModel(await openFile(file)).config);
}

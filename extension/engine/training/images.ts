import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isFineTuning, isSegmenting } from '../config/purpose.js';
import type { Config } from '../config/schema.js';
import { type ImageFolder, openImageFolder, type TrainingFolder } from '../data/folder.js';
import { stepsPerEpoch } from '../data/loader.js';
import { openMasksToMeasure } from '../data/maskFolder.js';
import { splitFolder } from '../data/split.js';
import { UserError } from '../errors.js';
import { openTrainingSource } from '../methods/registry.js';

/**
 * The images that a config trains on. Where it learns classes, a folder with `train` and `val` in it is both, as in the paper's
 * code; DATA.VAL_PATH names another to measure on, and DATA.VAL_SPLIT takes it from the images.
 *
 * @throws UserError when they are too few
 */
export async function openTrainingImages(config: Config): Promise<TrainingFolder> {
  const folder = await open(config);
  const steps = stepsPerEpoch(folder, config.DATA.BATCH_SIZE);
  const accumulation = config.TRAIN.ACCUMULATION_STEPS;
  // What is accumulated is forgotten when an epoch ends, as in the paper's code.
  if (accumulation > steps) {
    throw new UserError(
      `TRAIN.ACCUMULATION_STEPS is ${accumulation}, but an epoch of ${folder.entries.length} images in batches of ` +
        `${config.DATA.BATCH_SIZE} has ${steps}: no update would ever be made; set it to ${steps} or less.`,
    );
  }
  return folder;
}

/**
 * The images with labels or masks that a config which learns classes, of images or pixels, is measured on.
 *
 * @throws UserError when it holds none out
 */
export async function openHeldOutImages(config: Config): Promise<ImageFolder> {
  const { DATA_PATH: path, VAL_PATH: val } = config.DATA;
  if (isSegmenting(config)) {
    if (val !== '') return openMasksToMeasure(val, config, { key: 'DATA.VAL_PATH' });
    throw new UserError('DATA.VAL_PATH is empty: set it to a folder of images with masks to measure on.');
  }
  if (val !== '') return openImageFolder(val);
  const { heldOut } = await open(config);
  if (heldOut) return heldOut;
  throw new UserError(
    `No images of ${path} are held out to measure on: set DATA.VAL_PATH to a folder of them, or DATA.VAL_SPLIT to the share of each class.`,
  );
}

async function open(config: Config): Promise<TrainingFolder> {
  const { DATA_PATH: path, VAL_PATH: val, VAL_SPLIT: split } = config.DATA;
  if (path === '') throw new UserError('DATA.DATA_PATH is empty; set it to a folder of images or pass --data.');
  if (isSegmenting(config)) return openTrainingSource(config);
  if (!isFineTuning(config)) return openUnlabelled(config);
  if (val !== '') return { ...(await openImageFolder(path)), heldOut: await openImageFolder(val) };
  const both = [join(path, 'train'), join(path, 'val')] as const;
  if ((await Promise.all(both.map(isFolder))).every(Boolean)) {
    if (split > 0) {
      throw new UserError(
        `DATA.VAL_SPLIT is ${split}, but ${path} has its images to measure on in val: set it to 0, or name the folder train in DATA.DATA_PATH.`,
      );
    }
    return { ...(await openImageFolder(both[0])), heldOut: await openImageFolder(both[1]) };
  }
  const folder = await openImageFolder(path);
  if (split === 0) return folder;
  const [training, heldOut] = splitFolder(folder, split, config.SEED, { byClass: true });
  return { ...training, heldOut };
}

/** Images without regard to classes; those that are held out are shown as samples. */
async function openUnlabelled(config: Config): Promise<TrainingFolder> {
  const { VAL_PATH: val, VAL_SPLIT: split, DATA_PATH: path } = config.DATA;
  const folder = await openTrainingSource(config);
  if (val !== '') return { ...folder, heldOut: await openImageFolder(val) };
  if (split === 0) return folder;
  if (folder.entries.length === 1) {
    throw new UserError(
      `DATA.VAL_SPLIT holds images out, and there is only one in ${path}: add others, or set it to 0.`,
    );
  }
  const [training, heldOut] = splitFolder(folder, split, config.SEED, { byClass: false });
  return { ...training, heldOut };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}

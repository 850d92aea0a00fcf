import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { tinyCheckpoint } from './tinyCheckpoint.js';
import { tinyConfig } from './tinyVit.js';

/** A config that segments shapes into three classes with names. */
export function tinySegmenterConfig(): Config {
  const config = tinyConfig();
  config.MODEL.NAME = 'segment';
  Object.assign(config.DATA, { IMG_SIZE: 32, BATCH_SIZE: 3, NUM_WORKERS: 1 });
  Object.assign(config.MODEL.VIT, { DEPTH: 4 });
  Object.assign(config.SEGMENTATION, { CLASSES: 3, HEAD_WIDTH: 8, NAMES: ['noise', 'disc', 'square'] });
  return config;
}

/** A checkpoint of what a config that segments describes. */
export function writeSegmenter(file: string, config: Config = tinySegmenterConfig()): Promise<void> {
  return saveCheckpoint(file, tinyCheckpoint(config, { moments: false }));
}

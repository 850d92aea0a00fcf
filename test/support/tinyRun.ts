import type { Config } from '../../extension/engine/config/schema.js';
import { type TrainOptions, train } from '../../extension/engine/training/train.js';
import type { RunEvent } from '../../extension/protocol/events.js';
import { root } from './root.js';
import { tinyConfig } from './tinyVit.js';

/** A run of seconds: the tiny ViT on the example photographs of one class, 3 steps an epoch, 2 epochs. */
export function tinyRunConfig(): Config {
  const config = tinyConfig();
  Object.assign(config.DATA, { DATA_PATH: `${root}examples/photos/fish`, BATCH_SIZE: 4, NUM_WORKERS: 1 });
  Object.assign(config.TRAIN, { EPOCHS: 2, WARMUP_EPOCHS: 1, BASE_LR: 0.1, WARMUP_LR: 1e-4, MIN_LR: 1e-3 });
  Object.assign(config.SAMPLES, { COUNT: 2, FREQ: 1 });
  config.SAVE_FREQ = 1;
  return config;
}

/** Runs to the end and returns every event. */
export async function trainToEnd(options: TrainOptions): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of train(options)) events.push(event);
  return events;
}

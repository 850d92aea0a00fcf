import { cpus } from 'node:os';
import type { Config } from '../config/schema.js';
import type { EntryField } from '../data/batch.js';
import type { ImageFolder } from '../data/folder.js';
import { Loader } from '../data/loader.js';
import { evaluationOptions } from '../data/views/evaluation.js';

/**
 * Images as they are seen where a classifier is measured; its caller closes it.
 *
 * @param ofEntry what else a batch has of each image
 */
export function evaluationLoader(
  folder: ImageFolder,
  config: Pick<Config, 'DATA' | 'TEST'>,
  ofEntry: readonly EntryField[],
): Loader {
  const { BATCH_SIZE: batchSize, NUM_WORKERS } = config.DATA;
  const view = { kind: 'evaluation', ...evaluationOptions(config) } as const;
  const threads = Math.max(1, Math.min(NUM_WORKERS, cpus().length));
  return new Loader({ source: folder, view, ofEntry, batchSize, seed: 0, threads });
}

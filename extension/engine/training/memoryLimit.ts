import { sectionKey } from '../config/encoders/registry.js';
import type { Config } from '../config/schema.js';
import type { Method } from '../methods/method.js';
import { machineMemory, requireMemory } from '../runtime/machineMemory.js';
import type { Runtime } from '../runtime/runtime.js';
import { estimateMemory } from './memoryEstimate.js';

/** The estimate may be this many times what a run really takes: only what is beyond doubt is refused. */
const ACCURACY = 1.6;

/**
 * Refuses to train what the machine's memory cannot hold. Of the model only its shapes are looked at. On a GPU, whose memory
 * holds most of it, the host must have room for the weights alone.
 *
 * @throws UserError with the numbers and the keys that make them
 */
export function requireTrainingMemory(
  config: Config,
  model: Pick<Method, 'name' | 'encoder' | 'headMaps' | 'parameters'>,
  { name, device }: Runtime,
): void {
  const onHost = !device.startsWith('GPU');
  const needed = onHost ? estimateMemory(config, model, name) : 4 * model.parameters.count();
  if (onHost && needed <= ACCURACY * machineMemory()) return;
  requireMemory(
    `Training ${model.name} with ${config.DATA.BATCH_SIZE} images of ${config.DATA.IMG_SIZE} pixels needs`,
    needed,
    `lower DATA.BATCH_SIZE, DATA.IMG_SIZE or the sizes in ${sectionKey(config)}`,
  );
}

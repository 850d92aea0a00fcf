import { sectionKey } from '../config/encoders/registry.js';
import type { Config } from '../config/schema.js';
import type { Method } from '../methods/method.js';
import { machineMemory, requireMemory } from '../runtime/machineMemory.js';
import type { Runtime } from '../runtime/runtime.js';
import { estimateMemory } from './memoryEstimate.js';

/** The estimate may be this many times what a run really takes: only what is beyond doubt is refused. */
const ACCURACY = 1.6;

/**
 * Refuses to train what the machine's memory, or a GPU's own, cannot hold. Of the model only its shapes are looked at. Beside a GPU the
 * host must have room for the weights.
 *
 * @throws UserError with the numbers and the keys that make them
 */
export function requireTrainingMemory(
  config: Config,
  model: Pick<Method, 'name' | 'encoder' | 'headMaps' | 'parameters'>,
  runtime: Runtime,
): void {
  const batch = `${config.DATA.BATCH_SIZE} images of ${config.DATA.IMG_SIZE} pixels`;
  const advice = `lower DATA.BATCH_SIZE, DATA.IMG_SIZE or the sizes in ${sectionKey(config)}`;
  const refuse = (needed: number, memory: number, where = '') =>
    requireMemory(`Training ${model.name} with ${batch}${where} needs`, needed, advice, memory);
  const estimate = estimateMemory(config, model, runtime);
  const fits = (memory: number) => estimate <= ACCURACY * memory;
  const { device, memory } = runtime;
  if (!device.startsWith('GPU')) {
    if (!fits(machineMemory())) refuse(estimate, machineMemory());
    return;
  }
  refuse(4 * model.parameters.count(), machineMemory());
  if (memory !== undefined && !fits(memory)) refuse(estimate, memory, ' on the GPU');
}

import type { Config } from '../config/schema.js';
import type { Runtime } from '../runtime/runtime.js';

export function estimateMemory(config: Config, parameters: number, backend: Runtime['name']): number {
  const kept = 4 * parameters * (backend === 'wasm' ? 5 : 6);
  return kept + 4e8 * (config.DATA.BATCH_SIZE / 16);
}

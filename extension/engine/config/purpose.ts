import type { Where } from './field.js';
import type { Config } from './schema.js';

/** A configuration that fine-tunes, and one that pre-trains. */
export const fineTuning = { key: 'MODEL.NAME', is: 'finetune' } as const satisfies Where;
export const preTraining = { key: 'MODEL.NAME', isNot: 'finetune' } as const satisfies Where;

/** Whether a configuration learns classes from labels. */
export function isFineTuning({ MODEL }: Pick<Config, 'MODEL'>): boolean {
  return MODEL.NAME === fineTuning.is;
}

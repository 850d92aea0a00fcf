import type { Where } from './field.js';
import type { Config } from './schema.js';

/** A configuration that fine-tunes, and one that pre-trains. */
export const fineTuning = { key: 'MODEL.NAME', is: 'finetune' } as const satisfies Where;
export const preTraining = { key: 'MODEL.NAME', isNot: 'finetune' } as const satisfies Where;

/** Why keys of the paper's fine-tuning do nothing that no code reads yet. */
export const unusedInFineTuning = 'it belongs to fine-tuning, which does not use it yet';

/** Whether a configuration learns classes from labels. */
export function isFineTuning({ MODEL }: Pick<Config, 'MODEL'>): boolean {
  return MODEL.NAME === fineTuning.is;
}

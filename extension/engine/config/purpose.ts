import type { Where } from './field.js';

/** A configuration that fine-tunes, and one that pre-trains. */
export const fineTuning: Where = { key: 'MODEL.NAME', is: 'finetune' };
export const preTraining: Where = { key: 'MODEL.NAME', isNot: 'finetune' };

/** Why keys of the paper's fine-tuning do nothing that no code reads yet. */
export const unusedInFineTuning = 'it belongs to fine-tuning, which does not use it yet';

import type { Where } from './field.js';
import type { Config } from './schema.js';

/** A configuration that fine-tunes, one that segments, one that does either, and one that pre-trains. */
export const fineTuning = { key: 'MODEL.NAME', is: 'finetune' } as const satisfies Where;
export const segmenting = { key: 'MODEL.NAME', is: 'segment' } as const satisfies Where;
const others = [fineTuning.is, segmenting.is] as const;
export const fineTuningOrSegmenting = { key: 'MODEL.NAME', isOneOf: others } as const satisfies Where;
export const preTraining = { key: 'MODEL.NAME', isNoneOf: others } as const satisfies Where;

/** Whether a configuration learns classes from labels. */
export function isFineTuning({ MODEL }: Pick<Config, 'MODEL'>): boolean {
  return MODEL.NAME === fineTuning.is;
}

/** Whether a configuration learns the class of every pixel. */
export function isSegmenting({ MODEL }: Pick<Config, 'MODEL'>): boolean {
  return MODEL.NAME === segmenting.is;
}

/** Whether a configuration learns without labels: from the frequencies of images. */
export function isPreTraining(config: Pick<Config, 'MODEL'>): boolean {
  return !isFineTuning(config) && !isSegmenting(config);
}

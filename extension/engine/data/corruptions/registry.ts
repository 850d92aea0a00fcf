import { contrast } from './contrast.js';
import type { Corruption } from './corruption.js';
import { brightness, saturate } from './hsv.js';
import { pixelate } from './pixelate.js';

/** By the names of the benchmark's folders. */
export const corruptions = { brightness, contrast, pixelate, saturate } satisfies Record<string, Corruption>;

export type CorruptionId = keyof typeof corruptions;

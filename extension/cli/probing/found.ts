import type { meanAndSpread, Trial } from '../../engine/probes/trials.js';
import type { LeftOut } from './extract.js';
import type { TokenChoice } from './flags.js';

/** What a probe's command answers. */
export interface Found {
  model: string;
  train: string;
  val?: string;
  holdout?: number;
  tokens: TokenChoice;
  layer: string;
  labels?: string;
  images: { train: number; val?: number };
  classes: readonly string[];
  trials: readonly Trial[];
  top1: ReturnType<typeof meanAndSpread>;
  top5: ReturnType<typeof meanAndSpread>;
  leftOut: readonly LeftOut[];
}

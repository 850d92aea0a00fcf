import { counted, significant } from '../../../extension/engine/text/format.js';
import type { CheckpointDifference } from '../../../extension/protocol/workerApi.js';
import { t } from '../../host/t.js';

/** A relative change as people read it. */
export function changeText(relative: number): string {
  if (Number.isNaN(relative)) return t('not a number');
  return relative === Infinity ? t('from zeros') : significant(relative);
}

/** Length of a bar in percent; what cannot be measured is as long as can be. */
export function barWidth(relative: number, most: number): number {
  if (!Number.isFinite(relative)) return 100;
  return most > 0 ? (100 * relative) / most : 0;
}

/** How different two models are, in a sentence or two. */
export function summary({ tensors, missing, unexpected, reshaped }: CheckpointDifference): string {
  if (tensors.length === 0) return t('They have no tensor in common that could be compared.');
  const equal = tensors.filter(({ relative }) => relative === 0).length;
  const unmatched = missing.length + unexpected.length + reshaped.length;
  const common = t('{0} in common, {1} of them equal.', counted(tensors.length, 'tensor'), equal);
  return unmatched > 0 ? `${common} ${t('{0} cannot be compared.', counted(unmatched, 'tensor'))}` : common;
}

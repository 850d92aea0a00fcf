import { l10n } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { MaskSettings } from '../../protocol/spectrumPage.js';

/**
 * A mask that a page sent, if it is one.
 *
 * @param own the config's: its radii need not be whole, where they are shares of the image size
 */
export function checkedMask({ r1, r2, shape, areaMatched }: MaskSettings, own: MaskSettings): MaskSettings {
  if (shape !== 'circle' && shape !== 'square' && shape !== 'rhombus') {
    throw new UserError(l10n.t('A mask is a circle, a square or a rhombus.'));
  }
  return {
    r1: bins(r1, own.r1),
    r2: r2 === null ? null : bins(r2, own.r2),
    shape,
    areaMatched: areaMatched === true,
  };
}

function bins(value: number, own: number | null): number {
  if (value === own || (Number.isSafeInteger(value) && value > 0)) return value;
  throw new UserError(l10n.t('A radius is a whole number of bins above 0.'));
}

import { t } from '../host/t.js';

/** A radius as a count: '1 bin', '16 bins'. */
export function binsText(count: number): string {
  return count === 1 ? t('1 bin') : t('{0} bins', count);
}

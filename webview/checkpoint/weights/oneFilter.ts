import { significant } from '../../../extension/engine/text/format.js';
import type { FilterBank } from '../../../extension/protocol/workerApi.js';
import { t } from '../../host/t.js';

/** One filter of a bank, as a bank of its own. */
export function oneFilter(bank: FilterBank, index: number): FilterBank {
  const plane = bank.height * bank.width;
  const own = (values: Float32Array, size: number) => values.subarray(index * size, (index + 1) * size);
  return { ...bank, count: 1, values: own(bank.values, bank.channels * plane), responses: own(bank.responses, plane) };
}

/** To which frequency a filter responds most, in words: how fine it is and which way it runs. */
export function strongestFrequency({ responses, height, width }: FilterBank): string {
  const peak = responses.reduce((best, value, i) => (value > responses[best]! ? i : best), 0);
  const u = ((peak % width) - (width >> 1)) / width;
  const v = (Math.floor(peak / width) - (height >> 1)) / height;
  const value = significant(responses[peak]!);
  if (u === 0 && v === 0) return t('It responds most to even colour: |F| = {0} at frequency 0.', value);
  const cycles = significant(Math.hypot(u, v));
  // Opposite frequencies are one wave: its direction is a half-turn's worth.
  const degrees = Math.round((Math.atan2(-v, u) * 180) / Math.PI + 180) % 180;
  return t('It responds most to waves of {0} cycles/pixel running at {1}°: |F| = {2}.', cycles, degrees, value);
}

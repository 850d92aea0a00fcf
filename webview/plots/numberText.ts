import { grouped, significant } from '../../extension/engine/text/format.js';

/** A number beside a plot: whole numbers such as steps in full, others with four digits. */
export function numberText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e9 ? grouped(value) : significant(value);
}

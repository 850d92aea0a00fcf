import { align } from './align.js';
import type { Series } from './series.js';

/** All points of curves as a table (RFC 4180): a column of x, and one for each curve, empty where it has no finite value. */
export function chartCsv(series: readonly Series[], xLabel: string): string {
  const { x, y } = align(series.map(one => ({ x: Array.from(one.x), y: Array.from(one.y) })));
  const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const cell = (value: number | null | undefined) => (Number.isFinite(value) ? String(value) : '');
  const rows = x.map((at, i) => [at, ...y.map(values => values[i])].map(cell).join(','));
  return `${[[xLabel, ...series.map(({ label }) => label)].map(field).join(','), ...rows].join('\r\n')}\r\n`;
}

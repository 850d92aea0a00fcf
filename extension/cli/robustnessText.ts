import type { Baseline } from '../engine/robustness/meanCorruptionError.js';
import type { RobustnessMeasurement } from '../protocol/measurement.js';
import type { RobustnessRow } from '../protocol/robustness.js';
import { table } from './table.js';

/**
 * Robustness for people: a table of what each test leaves.
 *
 * @param baseline what corruption errors are relative to; absent = the benchmark's own
 */
export async function robustnessText(
  { model, rows, grid, side }: RobustnessMeasurement,
  baseline?: Baseline,
): Promise<string> {
  const clean = rows.find(({ kind }) => kind === 'clean')!;
  const parts = [
    `${model}: ${percent(clean.top1)} of ${clean.of} images as they are`,
    attackText(rows),
    filterText(rows),
    await corruptionText(rows, baseline),
    await mapText(rows, { grid, side }),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function attackText(rows: readonly RobustnessRow[]): string {
  const attacks = rows.filter(({ kind }) => kind === 'attack');
  if (attacks.length === 0) return '';
  return table([['attack', 'top-1', 'top-5'], ...attacks.map(row => [row.name, percent(row.top1), percent(row.top5)])]);
}

function filterText(rows: readonly RobustnessRow[]): string {
  const filters = rows.filter(({ kind }) => kind === 'filter');
  if (filters.length === 0) return '';
  const radii = [...new Set(filters.map(({ radius }) => radius!))];
  const of = (pass: string, radius: number) => filters.find(row => row.pass === pass && row.radius === radius)!;
  return table([
    ['radius', 'low frequencies', 'high frequencies'],
    ...radii.map(radius => [String(radius), percent(of('low', radius).top1), percent(of('high', radius).top1)]),
  ]);
}

async function corruptionText(rows: readonly RobustnessRow[], given?: Baseline): Promise<string> {
  const found = rows.filter(({ kind }) => kind === 'corruption');
  if (found.length === 0) return '';
  const { corruptions, corruptionIds } = await import('../engine/data/corruptions/registry.js');
  const { alexNet, meanCorruptionError } = await import('../engine/robustness/meanCorruptionError.js');
  const { corruptionErrors } = await import('../engine/robustness/rowSummaries.js');
  const severities = [1, 2, 3, 4, 5] as const;
  const { ce, mce, baseline } = meanCorruptionError(corruptionErrors(found), given ?? alexNet);
  const measured = corruptionIds.filter(id => found.some(({ name }) => name === id));
  const cells = measured.map(id => [
    corruptions[id].label,
    ...severities.map(severity => percent(found.find(row => row.name === id && row.severity === severity)!.top1)),
    ce[id] === undefined ? '' : ce[id].toFixed(1),
  ]);
  const mean = `Mean corruption error, ImageNet-C-style, in percent of ${baseline}: ${mce.toFixed(1)}`;
  return `${table([['top-1 at severity', ...severities.map(String), 'CE'], ...cells])}\n\n${mean}`;
}

/** Errors in tens of percent, one digit a frequency: the constant in the middle. */
async function mapText(
  rows: readonly RobustnessRow[],
  { grid, side }: { grid: number; side: number },
): Promise<string> {
  if (!rows.some(({ kind }) => kind === 'fourier')) return '';
  const { errorMap } = await import('../engine/robustness/rowSummaries.js');
  const map = errorMap(rows, grid, side);
  const digit = (error: number) => (Number.isNaN(error) ? '.' : String(Math.min(9, Math.floor(10 * error))));
  const lines = Array.from({ length: map.grid }, (_, row) =>
    Array.from(map.errors.subarray(row * map.grid, (row + 1) * map.grid), digit).join(' '),
  );
  return `Error under noise of one frequency, in tens of percent; the middle is the constant\n${lines.join('\n')}`;
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}

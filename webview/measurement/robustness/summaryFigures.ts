import type { Baseline } from '../../../extension/engine/robustness/meanCorruptionError.js';
import { grouped } from '../../../extension/engine/text/format.js';
import type { RobustnessMeasurement } from '../../../extension/protocol/measurement.js';
import { t } from '../../host/t.js';
import type { Figure } from '../figure.js';
import { corruptionRows, countedRows, meanUnderCorruptions } from './corruptionRows.js';
import { scoreOf } from './score.js';

/** The headline of measurements: clean, under all corruptions together, and under each attack. */
export function summaryFigures(list: readonly { found: RobustnessMeasurement }[], baseline: Baseline): Figure[] {
  const corrupted = list.map(({ found }) => corruptionRows(found.rows));
  const scores = corrupted.map(rows => scoreOf(rows, baseline));
  const counts = new Set(corrupted.map(rows => countedRows(rows).length));
  const attacks = [...new Set(list.flatMap(({ found }) => namesOf(found, 'attack')))];
  const clean = list.map(({ found }) => found.rows.find(({ kind }) => kind === 'clean'));
  return [
    accuracies(
      t('Clean top-1'),
      clean.map(row => row?.top1),
    ),
    ...(corrupted.some(rows => rows.length > 0)
      ? [
          accuracies(
            counts.size === 1 ? t('Mean over {0} corruptions', [...counts][0]!) : t('Mean over corruptions'),
            corrupted.map(meanUnderCorruptions),
          ),
          {
            label: t('mCE'),
            title: t('Mean corruption error, ImageNet-C-style, in percent of {0}; lower is better.', baseline.name),
            texts: scores.map(score => (score.of > 0 && 'mce' in score ? score.mce.toFixed(1) : undefined)),
            judged: { values: scores.map(score => ('mce' in score ? score.mce : undefined)), better: 'lower' as const },
          },
        ]
      : []),
    ...attacks.map(name =>
      accuracies(
        t('Under {0}', name),
        list.map(({ found }) => found.rows.find(row => row.kind === 'attack' && row.name === name)?.top1),
      ),
    ),
    { label: t('Images'), texts: clean.map(row => row && grouped(row.of)) },
    ...(list.length > 1 ? [{ label: t('Folder'), texts: list.map(({ found }) => found.folder) }] : []),
  ];
}

function accuracies(label: string, values: readonly (number | undefined)[]): Figure {
  const texts = values.map(value => (value === undefined ? undefined : `${value.toFixed(2)} %`));
  return { label, texts, judged: { values, better: 'higher' } };
}

function namesOf({ rows }: RobustnessMeasurement, kind: string): string[] {
  return rows.filter(row => row.kind === kind).map(({ name }) => name);
}

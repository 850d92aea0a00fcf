import type { l10n } from 'vscode';
import type { Measurement, ProbeMeasurement } from '../../protocol/measurement.js';

type Words = Pick<typeof l10n, 't'>;

/** What the kinds of measurements are called. */
export function measurementKinds(l10n: Words): Record<Measurement['kind'], string> {
  return {
    accuracy: l10n.t('Accuracy'),
    probe: l10n.t('Probe'),
    robustness: l10n.t('Robustness'),
    segmentation: l10n.t('Segmentation'),
  };
}

/** What was found, in a line: 'top-1 81.2 %, top-5 96.0 %'. */
export function measurementSummary(l10n: Words, found: Measurement): string {
  const percent = (value: number) => `${value.toFixed(1)} %`;
  switch (found.kind) {
    case 'accuracy':
      return l10n.t('top-1 {0}, top-5 {1}', percent(found.top1), percent(found.top5));
    case 'probe':
      return l10n.t(
        '{0}: top-1 {1}, top-5 {2}',
        probed(l10n, found),
        percent(found.top1.mean),
        percent(found.top5.mean),
      );
    case 'segmentation':
      return l10n.t('mean IoU {0}, pixel accuracy {1}', percent(found.miou), percent(found.pixelAccuracy));
    case 'robustness': {
      const clean = found.rows.find(({ kind }) => kind === 'clean');
      const parts = [
        ...(clean ? [l10n.t('top-1 {0} of clean images', percent(clean.top1))] : []),
        ...(found.isComplete ? [] : [l10n.t('interrupted')]),
      ];
      return parts.join(', ');
    }
  }
}

/** 'nearest neighbours, layer 3, 10 % of the labels' */
function probed(l10n: Words, { probe, layer, labels }: ProbeMeasurement): string {
  const parts = [
    probe.name === 'knn' ? l10n.t('nearest neighbours') : l10n.t('linear probe'),
    ...(layer === undefined ? [] : [l10n.t('layer {0}', layer)]),
  ];
  if (labels && 'percent' in labels) parts.push(l10n.t('{0} % of the labels', labels.percent));
  if (labels && 'perClass' in labels) parts.push(l10n.t('{0} labels of each class', labels.perClass));
  return parts.join(', ');
}

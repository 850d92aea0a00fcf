import { grouped } from '../../../extension/engine/text/format.js';
import type { MeanAndSpread, ProbeMeasurement } from '../../../extension/protocol/measurement.js';
import { t } from '../../host/t.js';

/** What may tell one probe of a checkpoint from another: 'linear', 'layer 3', 'labels: 10 a class'. */
export function probeParts(found: ProbeMeasurement): string[] {
  const { name } = found.probe;
  return [name === 'knn' ? t('kNN') : t('linear'), layerText(found), t('labels: {0}', labelsText(found))];
}

/** What was probed, in words. */
export function probeSentence(found: ProbeMeasurement): string {
  const [classes, features] = [grouped(found.classes.length), `${tokensText(found)}, ${layerText(found)}`];
  return found.probe.name === 'knn'
    ? t(
        'The {0} nearest neighbours tell {1} classes by frozen features: {2}.',
        grouped(found.probe.k),
        classes,
        features,
      )
    : t('A linear classifier tells {0} classes by frozen features: {1}.', classes, features);
}

/** What was asked, as names and values. */
export function probeSettings(found: ProbeMeasurement): [name: string, value: string][] {
  const { train, val, holdout = 0, images, seeds } = found;
  const held = t('{0} % of each class of {1}, held out', Number((100 * holdout).toFixed(2)), train);
  return [
    [t('Probe'), methodText(found)],
    [t('Features'), `${tokensText(found)}, ${layerText(found)}`],
    [t('Learned from'), t('{0} ({1} images)', train, grouped(images.train))],
    [t('Labels'), labelsText(found)],
    [t('Measured with'), val === undefined ? held : t('{0} ({1} images)', val, grouped(images.val ?? 0))],
    [t('Draws'), grouped(seeds)],
  ];
}

/** '71.25 ± 1.10 %' */
export function spreadText({ mean, spread }: MeanAndSpread): string {
  return spread === undefined ? `${mean.toFixed(2)} %` : `${mean.toFixed(2)} ± ${spread.toFixed(2)} %`;
}

function methodText({ probe }: ProbeMeasurement): string {
  if (probe.name === 'knn') return t('nearest neighbours, k {0}, temperature {1}', grouped(probe.k), probe.temperature);
  return probe.solver === 'ridge' ? t('linear, ridge regression') : t('linear, logistic regression (L-BFGS)');
}

function tokensText({ tokens }: ProbeMeasurement): string {
  return { pooled: t('what the head takes'), patches: t('mean of the patches'), cls: t('class token') }[tokens];
}

function layerText({ layer, layerName }: ProbeMeasurement): string {
  if (layer === undefined) return t('output');
  return layerName === undefined ? t('layer {0}', layer) : t('layer {0} ({1})', layer, layerName);
}

function labelsText({ labels }: ProbeMeasurement): string {
  if (!labels) return t('all');
  return 'perClass' in labels ? t('{0} a class', grouped(labels.perClass)) : t('{0} % of each class', labels.percent);
}

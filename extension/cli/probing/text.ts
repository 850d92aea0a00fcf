import { counted, significant } from '../../engine/text/format.js';
import type { MeanAndSpread, ProbeMeasurement, ProbeSettings, ProbeTrial } from '../../protocol/measurement.js';
import { shortPath } from '../progress/eventText.js';
import { table } from '../table.js';

const tokenNames: Record<ProbeMeasurement['tokens'], string> = {
  pooled: "what the model's head takes",
  patches: 'the mean of the patches',
  cls: 'the class token',
};

/** What a probe found, for people. */
export function probeText(found: ProbeMeasurement): string {
  const { probe, model, tokens, layerName, train, val, holdout, labels, images, classes, trials } = found;
  const learned = `${counted(images.train, 'image')} of ${classes.length} classes`;
  return [
    `${nameOf(probe)}, on ${tokenNames[tokens]} of ${model}${layerName === undefined ? '' : `, after ${layerName}`}`,
    val === undefined
      ? `${shortPath(train)}: ${learned}, of which ${significant(100 * holdout!)} % of each class are held out to measure with`
      : `${shortPath(train)}: ${learned}; measured with ${counted(images.val!, 'image')} of ${shortPath(val)}`,
    ...(labels ? [`Labels known: ${'percent' in labels ? `${labels.percent} %` : labels.perClass} of each class`] : []),
    table([header(trials), ...trials.map(row), ...(trials.length > 1 ? [summary(found)] : [])]),
  ].join('\n');
}

function nameOf(probe: ProbeSettings): string {
  if (probe.name === 'knn') return `Nearest neighbours (k ${probe.k}, temperature ${probe.temperature})`;
  return `Linear probe (${probe.solver === 'ridge' ? 'ridge' : 'logistic'} regression)`;
}

const hasStrength = (trials: readonly ProbeTrial[]) => trials.some(({ strength }) => strength !== undefined);

function header(trials: readonly ProbeTrial[]): string[] {
  return ['seed', 'labels', 'measured', 'top-1', 'top-5', ...(hasStrength(trials) ? ['strength'] : [])];
}

function row({ seed, labelled, measured, top1, top5, strength }: ProbeTrial): string[] {
  const numbers = [seed, labelled, measured].map(String);
  return [...numbers, share(top1), share(top5), ...(strength === undefined ? [] : [significant(strength)])];
}

function summary({ trials, top1, top5 }: ProbeMeasurement): string[] {
  const text = ({ mean, spread }: MeanAndSpread) => `${share(mean)} ± ${spread!.toFixed(2)}`;
  return ['mean', '', '', text(top1), text(top5), ...(hasStrength(trials) ? [''] : [])];
}

function share(value: number): string {
  return `${value.toFixed(2)} %`;
}

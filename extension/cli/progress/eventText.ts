import { relative } from 'node:path';
import { reportLines } from '../../engine/checkpoint/loadReport.js';
import { lineText, nameOf, valueText } from '../../engine/metrics/text.js';
import { unusableText } from '../../engine/report/unusableText.js';
import { bytes, counted, duration, grouped, significant } from '../../engine/text/format.js';
import type { EndEvent, MetricsEvent, RunEvent, StartEvent, StepEvent } from '../../protocol/events.js';
import type { MetricSpec, MetricValues } from '../../protocol/metrics.js';

/**
 * An event as people read it: one line, and a few for the start and the end.
 *
 * @param metrics of the run
 */
export function eventText(event: RunEvent, metrics: readonly MetricSpec[]): string {
  switch (event.type) {
    case 'start':
      return startText(event);
    case 'unusable':
      return unusableText(event, event.files, shownUnusable);
    case 'step':
      return stepText(event, metrics);
    case 'metrics':
      return `${measuredAt(event)}: ${valuesText(event.values, metrics).join('  ')}`;
    case 'sample':
      return `Samples after epoch ${event.epoch}: ${shortPath(event.file)}`;
    case 'checkpoint':
      return `Checkpoint: ${shortPath(event.file)}${event.best ? `, ${bestText(event.values, metrics)}` : ''}`;
    case 'state':
      return event.state === 'paused' ? `Paused after step ${grouped(event.step)}.` : 'Resumed.';
    case 'warning':
      return `Warning: ${event.message}`;
    case 'end':
      return endText(event);
  }
}

function startText(e: StartEvent): string {
  const batch = e.accumulation > 1 ? `${e.batchSize} x ${e.accumulation} (accumulated)` : `${e.batchSize}`;
  const lines = [
    `${e.model}, ${counted(e.parameters, 'parameter')}, on ${e.backend} (${e.device})`,
    `${counted(e.images, 'image')}, batch ${batch}, ${counted(e.stepsPerEpoch, 'step')} an epoch, ${counted(e.epochs, 'epoch')}, peak learning rate ${significant(e.learningRate)}`,
    `Run folder: ${shortPath(e.run)}`,
  ];
  if (e.resumedFrom)
    lines.push(`Continuing after step ${grouped(e.step)} of ${grouped(e.totalSteps)} from ${shortPath(e.resumedFrom)}`);
  if (e.setAside)
    lines.push(
      `Starting from the beginning, as no checkpoint was saved; the earlier curve is kept in ${shortPath(e.setAside)}`,
    );
  if (e.pretrained) lines.push(...startedWith(e.pretrained));
  return lines.join('\n');
}

function startedWith({ file, report }: NonNullable<StartEvent['pretrained']>): string[] {
  return ['Encoder from a checkpoint:', ...reportLines(report, shortPath(file))];
}

/** One step in one line. Where `width` characters do not hold it, the less telling numbers give way. */
export function stepText(e: StepEvent, metrics: readonly MetricSpec[], width = Number.POSITIVE_INFINITY): string {
  const measured = metrics.filter(({ id }) => e.values[id] !== undefined);
  const parts = new Map<string, string>([
    ['epoch', `epoch ${e.epoch + 1}`],
    ['step', `step ${String(e.step).padStart(String(e.totalSteps).length)}/${e.totalSteps}`],
    ...measured.map((metric): [string, string] => [`value ${metric.id}`, lineText(metric, e.values[metric.id]!)]),
    ['speed', `${speed(e.imagesPerSecond)} img/s`],
    ['eta', `ETA ${Number.isFinite(e.etaSeconds) ? duration(e.etaSeconds) : '-'}`],
    ['memory', bytes(e.memoryBytes)],
  ]);
  const line = () => [...parts.values()].join('  ');
  const others = measured.slice(1).map(({ id }) => `value ${id}`);
  for (const part of [...others, 'memory', 'epoch', 'speed']) if (line().length > width) parts.delete(part);
  return line();
}

function measuredAt({ epoch, step }: MetricsEvent): string {
  return step === 0 ? 'Before the first step' : `After epoch ${epoch + 1}`;
}

function valuesText(values: MetricValues, metrics: readonly MetricSpec[]): string[] {
  return metrics.flatMap(metric => (metric.id in values ? lineText(metric, values[metric.id]!) : []));
}

/** 'lowest mean loss so far (0.3312)' */
function bestText(values: MetricValues, metrics: readonly MetricSpec[]): string {
  const metric = metrics.find(({ id }) => id in values);
  if (!metric) return 'best so far';
  const value = valueText(metric, values[metric.id]!);
  const mean = metric.seldom ? '' : 'mean ';
  return `${metric.better === 'higher' ? 'highest' : 'lowest'} ${mean}${nameOf(metric)} so far (${value})`;
}

function speed(imagesPerSecond: number): string {
  return imagesPerSecond.toFixed(imagesPerSecond < 100 ? 1 : 0);
}

function endText(e: EndEvent): string {
  const reason = { finished: 'Finished', stopped: 'Stopped', 'max-steps': 'Reached --max-steps' }[e.reason];
  const lines = [`${reason} after step ${grouped(e.step)}.`];
  if (e.unusable) lines.push(unusableText(e.unusable, e.skipped, shownUnusable));
  return lines.join('\n');
}

const shownUnusable = 10;

/** Relative to the working folder where that is shorter. */
export function shortPath(file: string): string {
  const short = relative(process.cwd(), file) || '.';
  return short.length < file.length ? short : file;
}

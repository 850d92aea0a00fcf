import { relative } from 'node:path';
import { reportLines } from '../../engine/checkpoint/loadReport.js';
import { unusableText } from '../../engine/report/unusableText.js';
import { bytes, counted, duration, grouped, significant } from '../../engine/text/format.js';
import type { EndEvent, RunEvent, StartEvent, StepEvent } from '../../protocol/events.js';

/** An event as people read it: one line, and a few for the start and the end. */
export function eventText(event: RunEvent): string {
  switch (event.type) {
    case 'start':
      return startText(event);
    case 'unusable':
      return unusableText(event, event.files, shownUnusable);
    case 'step':
      return stepText(event);
    case 'sample':
      return `Samples after epoch ${event.epoch}: ${shortPath(event.file)}`;
    case 'checkpoint':
      return `Checkpoint: ${shortPath(event.file)}${event.best ? `, lowest mean loss so far (${significant(event.loss)})` : ''}`;
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
export function stepText(e: StepEvent, width = Number.POSITIVE_INFINITY): string {
  const parts = new Map([
    ['epoch', `epoch ${e.epoch + 1}`],
    ['step', `step ${String(e.step).padStart(String(e.totalSteps).length)}/${e.totalSteps}`],
    ['loss', `loss ${e.loss.toFixed(4)}`],
    ['lr', `lr ${e.lr.toExponential(2)}`],
    ['grad', `grad ${significant(e.gradNorm)}`],
    ['speed', `${speed(e.imagesPerSecond)} img/s`],
    ['eta', `ETA ${Number.isFinite(e.etaSeconds) ? duration(e.etaSeconds) : '-'}`],
    ['memory', bytes(e.memoryBytes)],
  ]);
  const line = () => [...parts.values()].join('  ');
  for (const part of ['lr', 'grad', 'memory', 'epoch', 'speed']) if (line().length > width) parts.delete(part);
  return line();
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

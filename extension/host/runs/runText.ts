import type { l10n } from 'vscode';
import { headline, valueText } from '../../engine/metrics/text.js';
import { duration, grouped, significant } from '../../engine/text/format.js';
import { imagesUsed } from '../../protocol/unusableImages.js';
import { type DisplayState, displayState, metricsOfRun, newestValues, type Run, unusableImages } from './run.js';

type Words = Pick<typeof l10n, 't'>;

/** The state in one word. */
export function stateText(l10n: Words, state: DisplayState): string {
  const words: Record<DisplayState, string> = {
    running: l10n.t('running'),
    paused: l10n.t('paused'),
    stopping: l10n.t('stopping'),
    finished: l10n.t('finished'),
    stopped: l10n.t('stopped'),
    failed: l10n.t('failed'),
    interrupted: l10n.t('interrupted'),
    unreadable: l10n.t('run.json cannot be read'),
  };
  return words[state] ?? state;
}

/** What stands behind the name: 'epoch 12/150 · loss 0.331 · 2 min left' while it runs, else state, place and value. */
export function runDescription(l10n: Words, run: Run): string {
  const state = displayState(run);
  const eta = run.live?.step?.etaSeconds;
  const parts = [
    state !== 'running' && stateText(l10n, state),
    state !== 'finished' && epochText(l10n, run),
    headlineOf(run),
    state === 'running' && eta !== undefined && Number.isFinite(eta) && timeLeft(l10n, eta),
    unusableText(l10n, run),
  ];
  return parts.filter(part => part !== false && part !== undefined).join(' · ');
}

/** The same in words, for screen readers. */
export function runLabel(l10n: Words, run: Run): string {
  const state = stateText(l10n, displayState(run));
  const { epoch, epochs } = place(run);
  const parts = [
    l10n.t('Run {0}, {1}', run.name, state),
    epochs > 0 && l10n.t('epoch {0} of {1}', epoch, epochs),
    headlineOf(run),
    unusableText(l10n, run),
  ];
  return parts.filter(part => part !== false && part !== undefined).join(', ');
}

/** What a tooltip tells: labels and values, in order. `locale`: of dates. */
export function runFacts(l10n: Words, run: Run, locale: string): [label: string, value: string][] {
  const { summary } = run;
  const { start } = summary;
  const { step, totalSteps } = newest(run);
  const values = newestValues(run);
  const speed = run.live?.step?.imagesPerSecond;
  const date = (iso: string) => new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const facts: [string, string | false | undefined | null][] = [
    [l10n.t('Note'), summary.notes.note],
    [l10n.t('Method'), start?.kind.label],
    [l10n.t('Model'), start && l10n.t('{0}, {1} parameters', start.model, grouped(start.parameters))],
    [l10n.t('Images'), imagesText(l10n, run)],
    [l10n.t('Batch'), start && batchText(start.batchSize, start.accumulation)],
    [l10n.t('Learning rate'), start && significant(start.learningRate)],
    [l10n.t('Steps'), totalSteps > 0 && l10n.t('{0} of {1}', grouped(step), grouped(totalSteps))],
    ...metricsOfRun(run)
      .filter(({ id, better }) => better && values[id] !== undefined)
      .map((metric): [string, string] => [metric.label, valueText(metric, values[metric.id]!)]),
    [l10n.t('Speed'), speed !== undefined && l10n.t('{0} images/s', significant(Number(speed.toPrecision(3))))],
    [l10n.t('Computes with'), summary.backend !== '' && `${summary.backend} (${summary.device})`],
    [l10n.t('Checkpoints'), grouped(summary.checkpoints)],
    [l10n.t('Started'), date(summary.created)],
    [l10n.t('Last change'), date(summary.updated)],
    [l10n.t('Folder'), run.dir],
  ];
  return facts.filter((fact): fact is [string, string] => typeof fact[1] === 'string');
}

/** How many images it does without. */
function unusableText(l10n: Words, run: Run): string | undefined {
  const unusable = unusableImages(run);
  if (!unusable) return undefined;
  const count = unusable.leftOut + unusable.failed;
  return count === 1 ? l10n.t('1 unusable image') : l10n.t('{0} unusable images', grouped(count));
}

/** '83', or how many are used of how many, and why not all. */
function imagesText(l10n: Words, run: Run): string | undefined {
  const unusable = unusableImages(run);
  if (!unusable) return run.summary.start && grouped(run.summary.start.images);
  const [used, all, leftOut, failed] = [imagesUsed(unusable), unusable.all, unusable.leftOut, unusable.failed].map(
    grouped,
  );
  return l10n.t('{0} of {1}: {2} left out at a first look, {3} failed when decoded', used!, all!, leftOut!, failed!);
}

/** '16', or '16 × 4' with accumulation. */
export function batchText(size: number, accumulation: number): string {
  return accumulation > 1 ? `${size} × ${accumulation}` : String(size);
}

/** The time that remains, as coarse as it is known: '2 h 05 min left', '3 min left', 'less than a minute left'. */
export function timeLeft(l10n: Words, seconds: number): string {
  if (seconds < 60) return l10n.t('less than a minute left');
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? l10n.t('{0} min left', minutes) : l10n.t('{0} left', duration(60 * minutes));
}

function epochText(l10n: Words, run: Run): string | undefined {
  const { epoch, epochs } = place(run);
  return epochs > 0 ? l10n.t('epoch {0}/{1}', epoch, epochs) : undefined;
}

/** 'loss 0.331', with three digits: more only flicker. */
export function headlineOf(run: Run): string | undefined {
  return headline(metricsOfRun(run), newestValues(run), 3);
}

/** The epoch in which the run is or was, counted from 1. */
function place(run: Run): { epoch: number; epochs: number } {
  const epochs = (run.live?.start ?? run.summary.start)?.epochs ?? 0;
  return { epoch: Math.min(epochs, (run.live?.step?.epoch ?? run.summary.epoch) + 1), epochs };
}

function newest({ live, summary }: Run): { step: number; totalSteps: number } {
  return live?.step ?? summary;
}

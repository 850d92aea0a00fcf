import { imagesUsed } from '../../protocol/unusableImages.js';
import type { MetricsRecord } from '../runs/metricsRecord.js';
import { unusableOf } from '../runs/runState.js';
import { abbreviated, bytes, counted, dateTime, duration, grouped, significant } from '../text/format.js';
import { type Content, type Html, html } from './html.js';
import type { RunData } from './runData.js';
import { seriesOf } from './series.js';
import { trainingSeconds } from './trainingTime.js';

const stateWords = {
  running: 'running',
  paused: 'paused',
  finished: 'finished',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
  unreadable: 'unreadable',
};

/** Name, state, one sentence that says it all, and the numbers behind it. */
export function summarySection(run: RunData): Html {
  const { state } = run;
  const word = state && stateWords[state.state];
  return html`<header><p class="eyebrow">Masked Frequency Modeling · pre-training report</p>
<h1>${run.name} ${word && html`<span class="state ${word}">${word}</span>`}</h1>
<p class="lead">${sentence(run)}</p>
${state?.message && html`<p class="problem">${state.message}</p>`}
${run.problems.map(problem => html`<p class="problem">${problem}</p>`)}
<dl class="tiles">${tiles(run).map(([name, value, more]) => html`<div><dt>${name}</dt><dd>${value}<small>${more}</small></dd></div>`)}</dl>
</header>`;
}

function sentence({ state, metrics }: RunData): string {
  const start = state?.start;
  if (state?.state === 'unreadable') return 'What the run says of itself cannot be read; the rest of its folder can.';
  if (!state || !start) return 'The run has a configuration, but has not started training yet.';
  const time = trainingSeconds(endsOf(metrics));
  return [
    `${start.model} with ${abbreviated(start.parameters)} parameters, pre-trained on ${imagesText(state)}`,
    `with ${state.backend} on ${state.device}: ${grouped(state.step)} of ${grouped(state.totalSteps)} steps`,
    `${time > 0 ? `in ${duration(time)}` : ''}${lossChange(metrics)}.`,
  ]
    .join(' ')
    .replace(' .', '.');
}

function imagesText(state: NonNullable<RunData['state']>): string {
  const unusable = unusableOf(state);
  return unusable
    ? `${grouped(imagesUsed(unusable))} of ${counted(unusable.all, 'image')}`
    : counted(state.start!.images, 'image');
}

function lossChange(metrics: RunData['metrics']): string {
  const { values } = seriesOf(metrics, record => record.loss);
  if (values.length < 2) return '';
  return `; the loss went from ${significant(values[0]!)} to ${significant(values.at(-1)!)}`;
}

function tiles({ state, metrics }: RunData): [string, Content, Content][] {
  const start = state?.start;
  const loss = seriesOf(metrics, record => record.loss).values;
  const speed = seriesOf(metrics, record => record.imagesPerSecond).values.sort((a, b) => a - b);
  const memory = seriesOf(metrics, record => record.memoryBytes).values.reduce((a, b) => Math.max(a, b), 0);
  const broken = metrics.length - loss.length;
  const found: ([string, Content, Content] | undefined | false)[] = [
    loss.length > 0
      ? [
          'Loss',
          html`${loss.length > 1 && html`${loss[0]!.toPrecision(3)} <span class="to">→</span> `}${loss.at(-1)!.toPrecision(3)}`,
          broken > 0 && `${counted(broken, 'step')} without a finite loss`,
        ]
      : undefined,
    state && state.totalSteps > 0 && ['Steps', grouped(state.step), `of ${grouped(state.totalSteps)}`],
    start && ['Epochs', grouped(Math.floor(state.step / start.stepsPerEpoch)), `of ${grouped(start.epochs)}`],
    metrics.length > 1
      ? ['Training time', duration(trainingSeconds(endsOf(metrics))), state && `since ${dateTime(state.created)}`]
      : undefined,
    speed.length > 0
      ? [
          'Throughput',
          `${significant(Number(speed[Math.floor(speed.length / 2)]!.toPrecision(3)))}`,
          'images/s, median',
        ]
      : undefined,
    memory > 0 ? ['Peak memory', bytes(memory), 'resident'] : undefined,
  ];
  return found.filter(tile => tile !== undefined && tile !== false);
}

/** When each step ended, in seconds since 1970. */
function endsOf(metrics: readonly MetricsRecord[]): number[] {
  return metrics.map(({ time }) => Date.parse(time) / 1000);
}

import { type MetricSpec, paceMetrics, primaryOf } from '../../protocol/metrics.js';
import { imagesUsed } from '../../protocol/unusableImages.js';
import { nameOf } from '../metrics/text.js';
import type { MetricsRecord } from '../runs/metricsRecord.js';
import { unusableOf } from '../runs/runState.js';
import { abbreviated, bytes, counted, dateTime, duration, grouped, significant } from '../text/format.js';
import { type Content, type Html, html } from './html.js';
import type { RunData } from './runData.js';
import { metricSeries } from './series.js';
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
  return html`<header><p class="eyebrow">${state?.start ? `${state.start.kind.label} · training report` : 'Training report'}</p>
<h1>${run.name} ${word && html`<span class="state ${word}">${word}</span>`}</h1>
<p class="lead">${sentence(run)}</p>
${state?.message && html`<p class="problem">${state.message}</p>`}
${run.problems.map(problem => html`<p class="problem">${problem}</p>`)}
<dl class="tiles">${tiles(run).map(([name, value, more]) => html`<div><dt>${name}</dt><dd>${value}<small>${more}</small></dd></div>`)}</dl>
</header>`;
}

function sentence({ state, metrics, measured }: RunData): string {
  const start = state?.start;
  if (state?.state === 'unreadable') return 'What the run says of itself cannot be read; the rest of its folder can.';
  if (!state || !start) return 'The run has a configuration, but has not started training yet.';
  const time = trainingSeconds(endsOf(metrics));
  return [
    `${start.model} with ${abbreviated(start.parameters)} parameters, trained on ${imagesText(state)}`,
    `with ${state.backend} on ${state.device}: ${grouped(state.step)} of ${grouped(state.totalSteps)} steps`,
    `${time > 0 ? `in ${duration(time)}` : ''}${change(metrics, measured)}.`,
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

function change(metrics: RunData['metrics'], measured: RunData['measured']): string {
  const primary = primaryOf(measured);
  const values = primary ? metricSeries(metrics, primary).values : [];
  if (!primary || values.length < 2) return '';
  const unit = primary.unit ? ` ${primary.unit}` : '';
  return `; the ${nameOf(primary)} went from ${significant(values[0]!)} to ${significant(values.at(-1)!)}${unit}`;
}

type Tile = [name: string, value: Content, more: Content];

function tiles({ state, metrics, measured }: RunData): Tile[] {
  const start = state?.start;
  const [speeds, memories] = paceMetrics.map(metric => metricSeries(metrics, metric).values) as [number[], number[]];
  const speed = speeds.sort((a, b) => a - b);
  const memory = 1e9 * memories.reduce((a, b) => Math.max(a, b), 0);
  const found: (Tile | undefined | false)[] = [
    ...measured.filter(({ better }) => better).map(metric => resultTile(metrics, metric)),
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

/** How a metric has changed from its first to its last value; undefined without any. */
function resultTile(metrics: readonly MetricsRecord[], metric: MetricSpec): Tile | undefined {
  const { values } = metricSeries(metrics, metric);
  if (values.length === 0) return undefined;
  const steps = metrics.filter(({ isSeldom }) => !isSeldom).length;
  // A part of the loss has values only where a batch has images of its kind.
  const broken = metric.seldom || metric.partOf ? 0 : steps - values.length;
  return [
    metric.label,
    html`${values.length > 1 && html`${values[0]!.toPrecision(3)} <span class="to">→</span> `}${values.at(-1)!.toPrecision(3)}${metric.unit && ` ${metric.unit}`}`,
    broken > 0 && `${counted(broken, 'step')} without a finite ${nameOf(metric)}`,
  ];
}

/** When each step ended, in seconds since 1970. */
function endsOf(metrics: readonly MetricsRecord[]): number[] {
  return metrics.filter(({ isSeldom }) => !isSeldom).map(({ time }) => Date.parse(time) / 1000);
}

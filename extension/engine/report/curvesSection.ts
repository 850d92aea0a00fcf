import type { MetricsRecord } from '../runs/metricsRecord.js';
import { type ChartOptions, chart } from './chart.js';
import { type Html, html } from './html.js';
import type { RunData } from './runData.js';
import { seriesOf } from './series.js';

/** Loss large, the other quantities small: what a reader looks at first comes first. */
export function curvesSection(run: RunData): Html {
  const stepsPerEpoch = run.state?.start?.stepsPerEpoch;
  const clip = run.config?.TRAIN.CLIP_GRAD;
  const draw = (title: string, unit: string, value: (r: MetricsRecord) => number, more: Partial<ChartOptions> = {}) =>
    chart({ title, unit, series: seriesOf(run.metrics, value), smooth: true, stepsPerEpoch, ...more });
  return html`<section id="curves"><h2>Curves</h2>
<div class="charts">
${draw('Loss', lossMeaning(run), r => r.loss)}
${draw('Learning rate', 'after scaling with the batch', r => r.lr, { smooth: false, axis: 'linear' })}
${draw('Gradient norm', 'L2, before clipping', r => r.gradNorm, clip ? { mark: { value: clip, label: `clipped at ${clip}` } } : {})}
${draw('Throughput', 'images per second', r => r.imagesPerSecond)}
${draw('Memory', 'resident, GB', r => r.memoryBytes / 1e9, { smooth: false })}
</div>
</section>`;
}

/** What one loss value averages over; without a config, nothing is claimed. */
function lossMeaning({ config }: RunData): string {
  if (!config) return 'distance of spectra';
  return `distance of spectra over ${config.MODEL.RECOVER_TARGET_TYPE === 'masked' ? 'the removed' : 'all'} frequencies`;
}

import { type MetricSpec, paceMetrics } from '../../protocol/metrics.js';
import { fields, valueAt } from '../config/schema.js';
import { chart } from './chart.js';
import { type Html, html } from './html.js';
import type { RunData } from './runData.js';
import { metricSeries } from './series.js';

/** What the run measured, in its order, then what is measured of every run. */
export function curvesSection(run: RunData): Html {
  return html`<section id="curves"><h2>Curves</h2>
<div class="charts">
${[...run.measured, ...paceMetrics].map(metric => figure(run, metric))}
</div>
</section>`;
}

function figure(run: RunData, metric: MetricSpec): Html {
  const { label, unit, note, seldom, exact, log } = metric;
  return chart({
    title: label,
    unit: [note, unit].filter(Boolean).join(', '),
    series: metricSeries(run.metrics, metric),
    smooth: !seldom && !exact,
    axis: log && !exact ? undefined : 'linear',
    mark: limitOf(run, metric),
    stepsPerEpoch: run.state?.start?.stepsPerEpoch,
  });
}

/** Where the config cuts the values off, if it does. */
function limitOf({ config }: RunData, { limit, per = 1 }: MetricSpec): { value: number; label: string } | undefined {
  const value = config && limit && fields.has(limit) ? valueAt(config, limit) : undefined;
  return typeof value === 'number' ? { value: value / per, label: `clipped at ${value}` } : undefined;
}

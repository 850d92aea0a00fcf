import { basename } from 'node:path';
import type { Measurement } from '../../protocol/measurement.js';
import { dateTime } from '../text/format.js';
import { type Html, html } from './html.js';
import type { RunData } from './runData.js';

/** What the run's checkpoints were measured to be worth, oldest first; nothing where none was. */
export function measurementsSection({ measurements }: RunData): Html | undefined {
  if (measurements.length === 0) return undefined;
  return html`<section id="measurements"><h2>Measurements</h2>
<div class="scroll"><table><thead><tr><th>What</th><th>Checkpoint</th><th>Images</th><th>Found</th><th>When</th></tr></thead>
<tbody>${measurements.map(row)}</tbody></table></div>
</section>`;
}

function row(found: Measurement): Html {
  const { what, images, result } = described(found);
  return html`<tr><td>${what}</td><td><code>${basename(found.checkpoint)}</code></td><td><code>${images}</code></td><td>${result}</td><td>${dateTime(found.time)}</td></tr>`;
}

function described(found: Measurement): { what: string; images: string; result: string } {
  switch (found.kind) {
    case 'accuracy': {
      const result = `top-1 ${percent(found.top1)}, top-5 ${percent(found.top5)} of ${found.of}`;
      return { what: 'Accuracy', images: found.folder, result };
    }
    case 'probe': {
      const { probe, top1, train, val = train } = found;
      const spread = top1.spread === undefined ? '' : ` ± ${top1.spread.toFixed(2)}`;
      const what = probe.name === 'knn' ? `Nearest neighbours (k ${probe.k})` : `Linear probe (${probe.solver})`;
      return { what, images: val, result: `top-1 ${percent(top1.mean)}${spread}` };
    }
    case 'robustness':
      return { what: 'Robustness', images: found.folder, result: robustnessResult(found) };
    case 'segmentation': {
      const result = `mean IoU ${percent(found.miou)}, pixel accuracy ${percent(found.pixelAccuracy)} of ${found.images}`;
      return { what: 'Segmentation', images: found.folder, result };
    }
  }
}

function robustnessResult({ rows, isComplete }: Extract<Measurement, { kind: 'robustness' }>): string {
  const clean = rows.find(({ kind }) => kind === 'clean');
  const corrupted = rows.filter(({ kind }) => kind === 'corruption').map(({ top1 }) => top1);
  return [
    ...(clean ? [`top-1 ${percent(clean.top1)} as they are`] : []),
    ...rows.filter(({ kind }) => kind === 'attack').map(({ name, top1 }) => `${percent(top1)} under ${name}`),
    ...(corrupted.length > 0 ? [`${percent(mean(corrupted))} under corruptions`] : []),
    ...(isComplete ? [] : ['interrupted']),
  ].join(', ');
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}

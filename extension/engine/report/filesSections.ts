import { basename } from 'node:path';
import { type MetricSpec, primaryOf } from '../../protocol/metrics.js';
import { nameOf, valueText } from '../metrics/text.js';
import { unusableOf } from '../runs/runState.js';
import { bytes, grouped } from '../text/format.js';
import { type Html, html } from './html.js';
import type { CheckpointRow, RunData } from './runData.js';
import { unusableSentence } from './unusableText.js';

/** The checkpoints that are on the disk, newest last. */
export function checkpointsSection({ checkpoints, checkpointCount, measured }: RunData): Html {
  const metric = primaryOf(measured);
  if (checkpoints.length === 0) {
    return html`<section id="checkpoints"><h2>Checkpoints</h2><p class="none">No checkpoint yet.</p></section>`;
  }
  return html`<section id="checkpoints"><h2>Checkpoints</h2>
<div class="scroll"><table><thead><tr><th class="n">Epoch</th><th class="n">Step</th><th class="n">${metric?.label}</th><th class="n">Size</th><th>File</th><th></th></tr></thead>
<tbody>${checkpoints.map(checkpoint => checkpointRow(checkpoint, metric))}</tbody></table></div>
<p class="note">Epochs and steps count finished ones${metric && `; the ${nameOf(metric)} is ${metric.seldom ? 'the newest one' : 'the mean of the last finished epoch'}`}.${checkpoints.length < checkpointCount && ` Shown: the newest and the best of ${grouped(checkpointCount)}.`}</p>
</section>`;
}

function checkpointRow(row: CheckpointRow, metric: MetricSpec | undefined): Html {
  const { epoch, step, value, bytes: size, file, best, problem } = row;
  const shown = metric && value !== undefined && Number.isFinite(value) ? valueText(metric, value) : '–';
  return html`<tr><td class="n">${epoch}</td><td class="n">${step}</td><td class="n">${shown}</td><td class="n">${bytes(size)}</td>
<td><code>${basename(file)}</code>${problem && html`<br><span class="problem">${problem}</span>`}</td><td>${best && html`<span class="best">best</span>`}</td></tr>`;
}

/** Files that looked like images and could not be used. */
export function skippedSection({ state }: RunData): Html {
  const skipped = state?.skipped ?? [];
  const unusable = state && unusableOf(state);
  if (!unusable) {
    return html`<section id="skipped"><h2>Skipped files</h2><p class="none">None: every image could be read.</p></section>`;
  }
  const unnamed = unusable.leftOut + unusable.failed - skipped.length;
  return html`<section id="skipped"><h2>Skipped files</h2>
<p>${unusableSentence(unusable)} Others took the place of those that failed.</p>
<details ${skipped.length <= 12 && 'open'}><summary>List</summary><div class="scroll"><table><thead><tr><th>File</th><th>Reason</th><th>When</th></tr></thead>
<tbody>${skipped.map(({ path, reason, step }) => html`<tr><td><code>${path}</code></td><td>${reason}</td><td>${step === undefined ? 'before the run' : `after step ${grouped(step)}`}</td></tr>`)}</tbody></table></div>
${unnamed > 0 && html`<p class="note">${grouped(unnamed)} more are not listed.</p>`}</details>
</section>`;
}

import { basename } from 'node:path';
import type { l10n } from 'vscode';
import { nameOf, valueText } from '../../engine/metrics/text.js';
import type { RunCheckpoint } from '../../engine/runs/checkpoints.js';
import { bytes, grouped } from '../../engine/text/format.js';
import type { MetricSpec } from '../../protocol/metrics.js';

type Metric = MetricSpec | undefined;
type Words = Pick<typeof l10n, 't'>;

/** 'epoch 30 · step 120' */
export function checkpointName(l10n: Words, { epoch, step }: RunCheckpoint): string {
  return `${l10n.t('epoch {0}', epoch)} · ${l10n.t('step {0}', grouped(step))}`;
}

/** 'loss 0.3312 · 4.1 MB · best' */
export function checkpointDescription(l10n: Words, checkpoint: RunCheckpoint, metric: Metric): string {
  const { best } = checkpoint;
  const parts = [resultText(checkpoint, metric), bytes(checkpoint.bytes), best && l10n.t('best')];
  return parts.filter(Boolean).join(' · ');
}

/** The same in words, for screen readers. */
export function checkpointLabel(l10n: Words, checkpoint: RunCheckpoint, metric: Metric): string {
  const { epoch, step, best } = checkpoint;
  const parts = [
    l10n.t('Checkpoint of epoch {0}, step {1}', epoch, step),
    resultText(checkpoint, metric),
    bytes(checkpoint.bytes),
    best && bestText(l10n, metric),
  ];
  return parts.filter(Boolean).join(', ');
}

/** File name and what `best` means. */
export function checkpointTooltip(l10n: Words, { file, best }: RunCheckpoint, metric: Metric): string {
  return best ? `${basename(file)}\n${bestText(l10n, metric)}` : basename(file);
}

function resultText({ value }: RunCheckpoint, metric: Metric): string | undefined {
  return metric && value !== undefined ? `${nameOf(metric)} ${valueText(metric, value)}` : undefined;
}

function bestText(l10n: Words, metric: Metric): string {
  if (!metric) return l10n.t('best');
  const name = nameOf(metric);
  return metric.better === 'higher' ? l10n.t('highest {0} of the run', name) : l10n.t('lowest {0} of the run', name);
}

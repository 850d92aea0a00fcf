import { basename } from 'node:path';
import type { l10n } from 'vscode';
import type { RunCheckpoint } from '../../engine/runs/checkpoints.js';
import { bytes, grouped, significant } from '../../engine/text/format.js';

type Words = Pick<typeof l10n, 't'>;

/** 'epoch 30 · step 120' */
export function checkpointName(l10n: Words, { epoch, step }: RunCheckpoint): string {
  return `${l10n.t('epoch {0}', epoch)} · ${l10n.t('step {0}', grouped(step))}`;
}

/** 'loss 0.3312 · 4.1 MB · best' */
export function checkpointDescription(l10n: Words, checkpoint: RunCheckpoint): string {
  const { loss, best } = checkpoint;
  const parts = [
    loss !== undefined && l10n.t('loss {0}', significant(loss)),
    bytes(checkpoint.bytes),
    best && l10n.t('best'),
  ];
  return parts.filter(part => part !== false).join(' · ');
}

/** The same in words, for screen readers. */
export function checkpointLabel(l10n: Words, checkpoint: RunCheckpoint): string {
  const { epoch, step, loss, best } = checkpoint;
  const parts = [
    l10n.t('Checkpoint of epoch {0}, step {1}', epoch, step),
    loss !== undefined && l10n.t('loss {0}', significant(loss)),
    bytes(checkpoint.bytes),
    best && l10n.t('lowest loss of the run'),
  ];
  return parts.filter(part => part !== false).join(', ');
}

/** File name and what `best` means. */
export function checkpointTooltip(l10n: Words, { file, best }: RunCheckpoint): string {
  return best ? `${basename(file)}\n${l10n.t('The lowest loss of the run')}` : basename(file);
}

import { dateTime } from '../../extension/engine/text/format.js';
import type { Measurement } from '../../extension/protocol/measurement.js';
import { probeParts } from './probe/probeText.js';

interface Named {
  run?: string;
  found: Measurement;
}

/**
 * Short names that tell measurements apart: the checkpoint's, and as much more as is needed of what was probed, the run, the folder
 * and the time. What all have in common tells nothing and is left out.
 */
export function labelsOf(measurements: readonly Named[]): string[] {
  const parts = measurements.map(({ run = '', found }) => [
    checkpointName(found.checkpoint),
    ...(found.kind === 'probe' ? probeParts(found) : []),
    run,
    found.kind === 'probe' ? (found.val ?? found.train) : found.folder,
    dateTime(found.time),
  ]);
  let labels = measurements.map(() => '');
  for (const at of parts[0]?.keys() ?? []) {
    if (new Set(parts.map(values => values[at])).size < 2) continue;
    const before = labels;
    const isUnique = (label: string) => before.filter(other => other === label).length === 1;
    labels = before.map((label, i) => (isUnique(label) ? label : [label, parts[i]![at]].filter(Boolean).join(' · ')));
  }
  return labels.map((label, i) => label || parts[i]![0]!);
}

/** 'epoch-0020-step-002000' */
export function checkpointName(path: string): string {
  return path.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');
}

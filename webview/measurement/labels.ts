import { dateTime } from '../../extension/engine/text/format.js';
import type { Measurement } from '../../extension/protocol/measurement.js';
import { probeTitle } from './probe/probeText.js';

interface Named {
  run?: string;
  found: Measurement;
}

/**
 * Short names that tell measurements apart: the checkpoint's, and as much more as is needed: its run, what was probed, the folder,
 * when it was.
 */
export function labelsOf(measurements: readonly Named[]): string[] {
  const parts: ((one: Named) => string)[] = [
    ({ run }) => run ?? '',
    ({ found }) => (found.kind === 'probe' ? probeTitle(found) : ''),
    ({ found }) => (found.kind === 'probe' ? (found.val ?? found.train) : found.folder),
    ({ found }) => dateTime(found.time),
  ];
  let labels = measurements.map(({ found }) => checkpointName(found.checkpoint));
  for (const part of parts) {
    const before = labels;
    const isUnique = (label: string) => before.filter(other => other === label).length === 1;
    if (before.every(isUnique)) break;
    const values = measurements.map(part);
    // What all have in common tells nothing.
    if (new Set(values).size > 1) {
      labels = before.map((label, i) => (isUnique(label) || !values[i] ? label : `${label} · ${values[i]}`));
    }
  }
  return labels;
}

/** 'epoch-0020-step-002000' */
export function checkpointName(path: string): string {
  return path.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');
}

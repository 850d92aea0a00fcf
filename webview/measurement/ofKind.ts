import type { Measurement } from '../../extension/protocol/measurement.js';
import type { Shown } from './measurements.svelte.js';

/** Those of one kind. */
export function ofKind<K extends Measurement['kind']>(
  list: readonly Shown[],
  kind: K,
): Shown<Extract<Measurement, { kind: K }>>[] {
  return list.filter((one): one is Shown<Extract<Measurement, { kind: K }>> => one.found.kind === kind);
}

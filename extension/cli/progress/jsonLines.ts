import { flat } from '../../protocol/metrics.js';
import { note, print } from '../output.js';
import type { RunRenderer } from './renderer.js';

/** Every event as one line of JSON on stdout, steps as in `metrics.jsonl`; sentences for people go to stderr. */
export function jsonRenderer(): RunRenderer {
  return { show: event => print(JSON.stringify('values' in event ? flat(event) : event)), note };
}

import type { RunEvent } from '../../protocol/events.js';
import { flat } from '../../protocol/metrics.js';
import { note, print } from '../output.js';
import { stdout } from '../terminal.js';
import { liveRenderer } from './liveLine.js';
import { plainRenderer } from './plainLines.js';

/** Shows a run on the terminal while it goes. */
export interface RunRenderer {
  show(event: RunEvent): void;
  /** A sentence that belongs to no event, such as 'stopping'. */
  note(sentence: string): void;
}

/** JSON lines when asked for, one line that rewrites itself on a terminal, a line every `every` steps elsewhere. */
export function runRenderer(json: boolean, every: number): RunRenderer {
  if (json) return jsonRenderer();
  return stdout.isTTY ? liveRenderer() : plainRenderer(every);
}

/** Every event as one line of JSON on stdout, steps as in `metrics.jsonl`; sentences for people go to stderr. */
function jsonRenderer(): RunRenderer {
  return { show: event => print(JSON.stringify('values' in event ? flat(event) : event)), note };
}

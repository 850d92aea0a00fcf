import type { RunEvent } from '../../protocol/events.js';
import { flat, type MetricSpec } from '../../protocol/metrics.js';
import { note, print } from '../output.js';
import { stdout } from '../terminal.js';
import { eventText, stepText } from './eventText.js';

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

/** Steps rewrite the last line of the terminal; everything else scrolls past above it. */
function liveRenderer(): RunRenderer {
  let metrics: readonly MetricSpec[] = [];
  return {
    show(event) {
      if (event.type === 'start') metrics = event.metrics;
      // A line as wide as the terminal would wrap, and the part above could not be rewritten.
      if (event.type === 'step') return stdout.redraw(stepText(event, metrics, stdout.columns - 1));
      if (event.type === 'end') stdout.keep();
      stdout.line(eventText(event, metrics));
    },
    note: sentence => stdout.line(sentence),
  };
}

/** For logs: every event as a line, but of the steps only the first, every `every`-th and the last. */
function plainRenderer(every: number): RunRenderer {
  let first = true;
  let metrics: readonly MetricSpec[] = [];
  return {
    show(event) {
      if (event.type === 'start') metrics = event.metrics;
      if (event.type === 'step') {
        const due = first || event.step % every === 0 || event.step === event.totalSteps;
        first = false;
        if (!due) return;
      }
      print(eventText(event, metrics));
    },
    note: print,
  };
}

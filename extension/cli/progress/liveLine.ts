import type { MetricSpec } from '../../protocol/metrics.js';
import { stdout } from '../terminal.js';
import { eventText, stepText } from './eventText.js';
import type { RunRenderer } from './renderer.js';

/** Steps rewrite the last line of the terminal; everything else scrolls past above it. */
export function liveRenderer(): RunRenderer {
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

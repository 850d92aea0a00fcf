import type { MetricSpec } from '../../protocol/metrics.js';
import { print } from '../output.js';
import { eventText } from './eventText.js';
import type { RunRenderer } from './renderer.js';

/** For logs: every event as a line, but of the steps only the first, every `every`-th and the last. */
export function plainRenderer(every: number): RunRenderer {
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

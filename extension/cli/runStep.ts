import type { CompiledStep } from '../engine/runtime/runtime.js';
import { countLine } from './progress/countLine.js';
import { untilInterrupted } from './untilInterrupted.js';

/** Work with a compiled network. */
export interface StepWork<Result> {
  /** What the line of progress counts. */
  work: { what: string; total: number };
  /** Yields how much is done. */
  ask(step: CompiledStep, signal: AbortSignal): AsyncGenerator<number, Result>;
  show(result: Result): Promise<void>;
}

/** Measures under a line of progress and shows what was found, unless it is interrupted. */
export async function runStep<Result>(
  compile: () => CompiledStep,
  { work, ask, show }: StepWork<Result>,
): Promise<void> {
  const line = countLine(work.what);
  await untilInterrupted(line, 'Interrupted: nothing was measured.', async signal => {
    const step = compile();
    const asking = ask(step, signal);
    let next = await asking.next();
    while (!next.done) {
      line.show(next.value, work.total);
      next = await asking.next();
    }
    line.end();
    step.dispose();
    await show(next.value);
  });
}

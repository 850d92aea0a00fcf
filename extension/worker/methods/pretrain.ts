import { unusableText } from '../../engine/report/unusableText.js';
import { RunControl } from '../../engine/training/runControl.js';
import type { RunEvent, StartEvent } from '../../protocol/events.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { PretrainRequest } from '../../protocol/workerApi.js';
import { attachableRun } from '../attachableRun.js';
import { withRuntime } from '../compute.js';
import { giveWay } from '../giveWay.js';
import { liveForRun } from '../lifetime.js';
import { readRunRequest } from '../runRequest.js';

/**
 * Starts a run and resolves to its start event; from then on the process belongs to the run and ends with it. A caller
 * that gives up, or goes, before the start ends it.
 *
 * @throws UserError for what the config or the folder gets wrong, and for a second run in this process
 */
export async function pretrain(request: PretrainRequest, context: CallContext<string>): Promise<StartEvent> {
  const { signal, progress } = context;
  giveWay();
  const control = new RunControl();
  const release = liveForRun(() => control.stop({ save: true }));
  const giveUp = () => control.stop({ save: false });
  signal.addEventListener('abort', giveUp);
  try {
    progress('Reading the config');
    const { command, ...run } = readRunRequest(request);
    progress('Starting the compute backend');
    await withRuntime(() => {}, signal);
    progress('Looking at the images and building the model');
    const events = attachableRun({ ...run, control, record: { command, log: request.log } }, report);
    const start = (await events.next()).value as StartEvent;
    void finish(events);
    return start;
  } catch (error) {
    release();
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** Lets the run go on to its end, and the process with it. What goes wrong is in `run.json`, and here for the log. */
async function finish(events: AsyncGenerator<RunEvent, void>): Promise<void> {
  try {
    for await (const event of events) {
      if (event.type === 'warning') report(event.message);
      if (event.type === 'unusable') report(unusableText(event, event.files, event.files.length));
    }
    process.exit(0);
  } catch (error) {
    report(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  }
}

function report(text: string): void {
  process.stderr.write(`${text}\n`);
}

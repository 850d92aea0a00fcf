import { messageOf } from '../engine/errors.js';
import { RunControl } from '../engine/training/runControl.js';
import { type TrainOptions, train } from '../engine/training/train.js';
import type { RunEvent } from '../protocol/events.js';
import { removeStaleControl } from './controlFolder.js';
import { openControl } from './controlServer.js';
import { LiveRun } from './liveRun.js';

/**
 * `train`, open to other processes: its `run.json` names the address at which it can be watched, paused and stopped.
 * Where that cannot be had, the run goes on without it.
 *
 * @param say is told so, in one sentence
 */
export async function* attachableRun(
  options: TrainOptions,
  say: (sentence: string) => void,
): AsyncGenerator<RunEvent, void> {
  const control = options.control ?? new RunControl();
  const live = new LiveRun(control);
  await removeStaleControl(options.output);
  const server = await openControl(live).catch((error: unknown) => {
    say(`This run cannot be watched or paused from elsewhere: ${messageOf(error)}.`);
  });
  const record = { ...options.record, control: server?.address };
  try {
    for await (const event of train({ ...options, control, record })) {
      live.show(event);
      yield event;
    }
  } catch (error) {
    live.end(error as Error);
    throw error;
  } finally {
    live.end();
    await server?.close();
  }
}

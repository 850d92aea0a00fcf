import type { StepTime } from '../../protocol/workerApi.js';
import type { Config } from '../config/schema.js';
import { cells } from '../input/grid.js';
import { createMethod } from '../methods/registry.js';
import { runtime } from '../runtime/runtime.js';
import { Session } from './session.js';

/** Steps that say nothing of the others: the first compiles, the second still gets its memory. */
const WARM_UP = 2;
/** What is looked at: so many steps, or those of so many seconds. */
const STEPS = 30;
const SECONDS = 5;

/** Multiplications that a processor should be through with in a second or two; a larger batch is judged by a part of it. */
const MUCH = 1e10;

/**
 * Takes a few steps of a run as it would, with its images, threads and compiled step, and forgets them. Nothing is written.
 *
 * @param signal ends it between two steps
 * @returns what steps take without samples, evaluations and checkpoints
 * @throws UserError as the run would
 */
export async function timeSteps(given: Config, signal: AbortSignal): Promise<StepTime> {
  const opened = performance.now() / 1000;
  const batch = runtime().device.startsWith('GPU') ? given.DATA.BATCH_SIZE : timedBatch(given);
  const config = {
    ...given,
    DATA: { ...given.DATA, BATCH_SIZE: batch },
    TRAIN: { ...given.TRAIN, ACCUMULATION_STEPS: 1 },
  };
  const session = await Session.open(config);
  try {
    await session.begin();
    const { begun, seconds } = await stepsOf(session, signal);
    return {
      begin: Math.max(0, begun - opened - WARM_UP * seconds),
      seconds: (seconds * given.DATA.BATCH_SIZE) / batch,
    };
  } finally {
    await session.close();
  }
}

/** When the first steps were over, in seconds, and how many one of the others takes. */
async function stepsOf({ loader, step }: Session, signal: AbortSignal): Promise<{ begun: number; seconds: number }> {
  let done = 0;
  let begun = 0;
  for (let epoch = 0; ; epoch++) {
    for await (const batch of loader.epoch(epoch, 0)) {
      signal.throwIfAborted();
      await step.run(batch, { step: done, rates: () => 0, update: done + 1, updates: true });
      done++;
      const now = performance.now() / 1000;
      if (done === WARM_UP) begun = now;
      const counted = done - WARM_UP;
      if (counted === STEPS || (counted > 0 && now - begun > SECONDS))
        return { begun, seconds: (now - begun) / counted };
    }
  }
}

/** The batch itself, or as much of it as a processor gets through in seconds: by the image it then takes as long. Even, for mixup. */
export function timedBatch(config: Config): number {
  const { BATCH_SIZE: batch } = config.DATA;
  const { encoder, parameters } = createMethod(config);
  const ofImage = parameters.count() * cells(encoder.grid);
  return Math.min(batch, 2 * Math.max(1, Math.floor(MUCH / ofImage / 2)));
}

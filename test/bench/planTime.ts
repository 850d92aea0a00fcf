import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../extension/engine/config/load.js';
import { timeSteps } from '../../extension/engine/training/timeSteps.js';
import { train } from '../../extension/engine/training/train.js';
import { root } from '../support/root.js';

/** What a plan says a run takes, and what it took, both in seconds; with samples and checkpoints, which the plan leaves out. */
export interface PlanTime {
  planned: number;
  taken: number;
}

/** Of so many passes of the demo, with the runtime that is in use. */
export async function planTime(epochs: number): Promise<PlanTime> {
  const config = await loadConfig(`${root}examples/configs/demo.yaml`, [['TRAIN.EPOCHS', String(epochs)]]);
  const { begin, seconds } = await timeSteps(config, new AbortController().signal);
  const folder = await mkdtemp(join(tmpdir(), 'mfm-plan-'));
  try {
    let steps = 0;
    const began = performance.now();
    for await (const event of train({ config, output: join(folder, 'run'), resume: false })) {
      if (event.type === 'step') steps = event.totalSteps;
    }
    return { planned: begin + seconds * steps, taken: (performance.now() - began) / 1000 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As a row of the table. */
export function planTimeRow(backend: string, { planned, taken }: PlanTime): string {
  const ratio = (taken / planned).toFixed(2);
  return `| passes of the demo, ${backend}: planned, taken | ${planned.toFixed(0)} s, ${taken.toFixed(0)} s, ${ratio} x |`;
}

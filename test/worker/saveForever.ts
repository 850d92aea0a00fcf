// Saves checkpoints and metrics in the run folder named by the first argument until it is killed; tells its parent of each.
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { checkpointAt } from '../unit/checkpointFixtures.js';

const run = RunFolder.open(process.argv[2]!);
await run.lock();
const latest = (await run.checkpoints()).at(-1)?.step ?? 0;
await run.rewind(latest, 1, { last: 2, every: 0 });
for (let step = latest + 1; ; step++) {
  run.appendMetrics({ type: 'step', step });
  await run.save(checkpointAt(step, step, 1 / step, 2_000_000), { last: 2, every: 0 }, 'epoch');
  process.send?.('saved');
}

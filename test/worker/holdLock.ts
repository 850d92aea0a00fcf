// Tries to lock the run folder named by the first argument as soon as told to, reports how it went, and holds the lock
// until it is told to end.
import { RunFolder } from '../../extension/engine/runs/runFolder.js';

process.send?.('ready');
process.once('message', async () => {
  const outcome = await RunFolder.open(process.argv[2]!)
    .lock()
    .then(
      () => 'locked',
      (error: Error) => error.message,
    );
  process.send?.(outcome);
  process.once('message', () => process.exit());
});

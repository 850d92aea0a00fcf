import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventText } from '../../extension/cli/progress/eventText.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { InterimSaves } from '../../extension/engine/training/interim.js';
import { train } from '../../extension/engine/training/train.js';
import type { StartEvent } from '../../extension/protocol/events.js';
import { onEachBackend } from '../support/backends.js';
import { resultsOf } from '../support/runResults.js';
import { stepRecords } from '../support/stepRecords.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';

/** Two epochs of three steps, with a checkpoint at the end alone. */
function seldomSaved(): Config {
  return { ...tinyRunConfig(), SAVE_FREQ: 100 };
}

/** Trains until after `step`, without a chance to save. */
async function trainAndGo(config: Config, output: string, step: number, interimSeconds: number): Promise<void> {
  for await (const event of train({ config, output, resume: true, interimSeconds })) {
    if (event.type === 'step' && event.step === step) return;
  }
}

test('interim checkpoints come after a minute without one, then after twice as long each time', () => {
  const saves = new InterimSaves();
  const at: number[] = [];
  for (let second = 1; second <= 1000; second++) {
    // The config's own come every 250 seconds from here on.
    if (second > 500 && second % 250 === 0) saves.onSaved(second);
    if (!saves.isDue(second)) continue;
    at.push(second);
    saves.tried(second);
  }
  assert.deepEqual(at, [60, 180, 420]);
});

onEachBackend('interim checkpoints', use => {
  test('a run that saves after every step ends as one that does not, with the same folder', async t => {
    await use();
    const folder = await temporaryFolder(t);
    const [whole, often] = [join(folder, 'whole'), join(folder, 'often')];
    await trainToEnd({ config: tinyRunConfig(), output: whole, resume: true, interimSeconds: Infinity });
    const events = await trainToEnd({ config: tinyRunConfig(), output: often, resume: true, interimSeconds: 0 });
    assert.deepEqual(
      events.filter(e => e.type === 'checkpoint').map(e => e.step),
      [1, 2, 3, 4, 5, 6],
    );
    const [a, b] = await Promise.all([whole, often].map(resultsOf));
    assert.deepEqual(b, a);
  });

  test('whoever is killed before the first checkpoint of the config goes on from an interim one', async t => {
    await use();
    const folder = await temporaryFolder(t);
    const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
    await trainToEnd({ config: seldomSaved(), output: whole, resume: true });
    await trainAndGo(seldomSaved(), killed, 5, 0);
    const [start] = await trainToEnd({ config: seldomSaved(), output: killed, resume: true });
    assert.equal((start as StartEvent).step, 4);
    const [a, b] = await Promise.all([whole, killed].map(resultsOf));
    assert.deepEqual(b, a);
  });

  test('a curve without a checkpoint is kept until it is repeated, and the run says that it begins anew', async t => {
    await use();
    const folder = await temporaryFolder(t);
    const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
    await trainToEnd({ config: seldomSaved(), output: whole, resume: true });
    await trainAndGo(seldomSaved(), killed, 5, Infinity);

    const other = seldomSaved();
    other.TRAIN.BASE_LR *= 2;
    const kept = join(killed, 'unsaved-1');
    const again = train({ config: other, output: killed, resume: true, interimSeconds: Infinity });
    const start = (await again.next()).value as StartEvent;
    assert.deepEqual([start.step, start.setAside, start.resumedFrom], [0, kept, undefined]);
    assert.match(
      eventText(start, start.metrics),
      /^Starting from the beginning, as no checkpoint was saved; .* kept in .*unsaved-1$/m,
    );
    await again.return();
    assert.equal((await stepRecords(kept)).length, 5);

    const events = await trainToEnd({ config: seldomSaved(), output: killed, resume: true });
    assert.equal((events[0] as StartEvent).setAside, undefined);
    assert.ok(!existsSync(kept));
    const [a, b] = await Promise.all([whole, killed].map(resultsOf));
    assert.deepEqual(b, a);
  });
});

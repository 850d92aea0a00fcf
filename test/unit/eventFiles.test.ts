import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { usualMetrics } from '../../extension/engine/metrics/recorded.js';
import { boardStep, boardTags, rewindEvents } from '../../extension/engine/runs/eventFiles.js';
import { EventWriter } from '../../extension/engine/runs/eventWriter.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { boardPoints } from '../support/boardPoints.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const tags = boardTags(usualMetrics);

/** Writes the steps `from` < step <= `to` as a session of a run does. Each step's value is its number. */
function session(dir: string, stepsPerEpoch: number, from: number, to: number): string {
  const writer = new EventWriter(dir, from === 0 ? 0 : boardStep(from - 1, stepsPerEpoch) + 1);
  for (let step = from + 1; step <= to; step++) {
    for (const tag of tags) writer.scalar(tag, step, boardStep(step - 1, stepsPerEpoch));
  }
  writer.close();
  return writer.file;
}

const stepsOf = async (dir: string, tag?: string) => (await boardPoints(dir, tag)).map(([, step]) => step);
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

for (const stepsPerEpoch of [4, 1000, 3500]) {
  test(`however often a run of ${stepsPerEpoch} steps an epoch is set back, TensorBoard shows each step once`, async t => {
    const dir = await temporaryFolder(t);
    let at = 0;
    for (const [to, back] of [
      [11, 6],
      [9, 8],
      [8, 8],
      [12, 3],
      [5, 0],
      [7, 7],
      [20, 13],
    ] as const) {
      session(dir, stepsPerEpoch, at, to);
      await rewindEvents(dir, back, stepsPerEpoch, tags);
      for (const tag of tags) assert.deepEqual(await stepsOf(dir, tag), upTo(back), `${to} to ${back}`);
      at = back;
    }
  });
}

test('a file that was cut anywhere loses what is not whole, and goes on', async t => {
  const dir = await temporaryFolder(t);
  const file = session(dir, 4, 0, 3);
  const whole = await readFile(file);
  for (let length = whole.length; length >= 0; length -= 7) {
    await writeFile(file, whole.subarray(0, length));
    const before = await stepsOf(dir);
    await rewindEvents(dir, 3, 4, tags);
    assert.deepEqual(await stepsOf(dir), before);
    const kept = await readFile(file);
    assert.ok(kept.equals(whole.subarray(0, kept.length)));
    await rewindEvents(dir, 3, 4, tags);
    assert.deepEqual(await readFile(file), kept, 'what is left is whole');
  }
});

test('a record that a power failure left as zeros is cut off with all behind it', async t => {
  const dir = await temporaryFolder(t);
  const file = session(dir, 4, 0, 3);
  const { length } = await readFile(file);
  await appendFile(file, Buffer.alloc(4096));
  await rewindEvents(dir, 3, 4, tags);
  assert.equal((await readFile(file)).length, length);
});

test('files of other programs, pipes and folders of that name stay as they are', async t => {
  const dir = await temporaryFolder(t);
  const writer = new EventWriter(dir);
  writer.scalar('accuracy', 0.5, 10_000);
  writer.close();
  const large = new EventWriter(dir);
  large.image('picture', new Uint8Array(3 * 2 ** 20), 1024, 1024, 10_000);
  large.close();
  const other = join(dir, 'events.out.tfevents.5.host');
  await writeFile(other, 'no events at all');
  const files = [writer.file, large.file, other];
  const before = await Promise.all(files.map(file => readFile(file)));
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(dir, 'events.out.tfevents.6.host')]);
  await rewindEvents(dir, 0, 4, tags);
  assert.deepEqual(await Promise.all(files.map(file => readFile(file))), before);
});

/** A run that trained `losses` and saved nothing. */
async function unsavedRun(t: TestContext, losses: number[]): Promise<RunFolder> {
  const run = RunFolder.open(await temporaryFolder(t));
  train(run, losses);
  return run;
}

function train(run: RunFolder, losses: number[]): void {
  const board = new EventWriter(run.dir, 0);
  for (const [i, loss] of losses.entries()) {
    run.appendMetrics({ type: 'step', step: i + 1, loss, gradNorm: 1, lr: 1 });
    board.scalar('train_loss', loss, boardStep(i, 4));
  }
  board.close();
}

test('a curve without a checkpoint is set aside, and goes when it has been repeated value for value', async t => {
  const run = await unsavedRun(t, [3, 2, 1]);
  const first = await run.setAside();
  assert.equal(first, join(run.dir, 'unsaved-1'));
  assert.equal(await run.setAside(), undefined, 'there is nothing left to set aside');
  assert.deepEqual(await boardPoints(run.dir), []);
  assert.equal((await boardPoints(first)).length, 3);

  train(run, [3, 2.5]);
  const second = await run.setAside();
  assert.equal(second, join(run.dir, 'unsaved-2'));
  train(run, [3, 2.5, 2]);
  await mkdir(join(run.dir, 'unsaved-3'));
  await writeFile(join(run.dir, 'unsaved-3', 'notes.txt'), 'mine');
  await run.removeRepeated();
  const left = (dir: string) => RunFolder.open(dir).readMetrics();
  assert.deepEqual(
    (await left(first)).map(r => r.values['loss']),
    [3, 2, 1],
  );
  assert.deepEqual(await left(second), []);
  assert.equal(await readFile(join(run.dir, 'unsaved-3', 'notes.txt'), 'utf8'), 'mine');
});

import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { toYaml } from '../../../extension/engine/config/write.js';
import { RunFolder } from '../../../extension/engine/runs/runFolder.js';
import { compare } from '../../../extension/worker/methods/compare.js';
import { fakeConfig, writeFakeCheckpoints, writeFakeRun } from '../../support/fakeRun.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { userError } from '../../support/userError.js';
import { section } from './sheetsCalls.js';

function svgOf(sheet: Awaited<ReturnType<typeof compare>>): string {
  return new TextDecoder().decode(section(sheet, 'Loss').pictures![0]!.data);
}

test('two runs: curves, results and the settings that differ', async t => {
  const folder = await temporaryFolder(t);
  const [a, b] = [join(folder, 'a'), join(folder, 'b')];
  await writeFakeRun(a, 60, 64);
  await writeFakeRun(b, 40, 64, { state: 'stopped' });
  await writeFakeCheckpoints(a, [24, 48]);
  const config = fakeConfig(64);
  config.TRAIN.BASE_LR = 0.125;
  await writeFile(join(b, 'config.yaml'), toYaml(config));
  const sheet = await compare({ runs: [a, b] });

  const last = (await RunFolder.open(a).readMetrics()).at(-1)!;
  const [first, second] = section(sheet, 'Results').tables![0]!.rows;
  assert.deepEqual(first!.slice(0, 6), [
    'a',
    'finished',
    'ViT, patch 16, width 192, depth 12',
    '5.68 M',
    '60 of 480',
    '5',
  ]);
  assert.ok(Math.abs(Number(first![6]) - last.loss) < 1e-4);
  assert.equal(first![7], '0.47');
  assert.deepEqual([second![1], second![7]], ['stopped', '–']);
  const defaults = String(fakeConfig(64).TRAIN.BASE_LR);
  assert.deepEqual(section(sheet, 'Settings that differ').tables![0]!.rows, [['TRAIN.BASE_LR', defaults, '0.125']]);
  const svg = svgOf(sheet);
  assert.equal(svg.match(/class="c\d line"/g)!.length, 4, 'a line and its sample in the legend for each run');
  assert.match(svg, />steps<\/text>/);
});

test('runs with epochs of different lengths are drawn over epochs', async t => {
  const folder = await temporaryFolder(t);
  const dirs = [join(folder, 'a'), join(folder, 'b')];
  for (const dir of dirs) await writeFakeRun(dir, 48, 64);
  const state = (await RunFolder.open(dirs[1]!).readState())!;
  await RunFolder.open(dirs[1]!).writeState({ ...state, start: { ...state.start!, stepsPerEpoch: 24 } });
  const sheet = await compare({ runs: dirs });
  assert.match(svgOf(sheet), />epochs<\/text>/);
  assert.match(section(sheet, 'Loss').notes!.join(' '), /Over epochs/);
});

test('runs without a step or a readable config say so; hostile text stays text', async t => {
  const folder = await temporaryFolder(t);
  const evil = join(folder, '<script>alert(1)<');
  await writeFakeRun(evil, 4, 64, { device: '<img src=x>' });
  await appendFile(join(evil, 'metrics.jsonl'), '{"step": 5, "loss": "</svg><script>"}\nnonsense\n');
  const empty = join(folder, 'empty');
  await writeFakeRun(empty, 0, 64);
  await writeFile(join(empty, 'config.yaml'), 'DATA: [');
  const sheet = await compare({ runs: [evil, empty] });
  assert.doesNotMatch(svgOf(sheet), /<script/);
  assert.match(section(sheet, 'Settings that differ').problem!, /config\.yaml of empty cannot be read/);
  const none = await compare({ runs: [empty, empty] });
  assert.match(section(none, 'Loss').problem!, /None of the runs/);
});

test('a folder without a run is refused with a sentence', async t => {
  const folder = await temporaryFolder(t);
  await assert.rejects(compare({ runs: [folder, folder] }), userError(/is not a run folder/));
});

import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { backend } from '../../extension/worker/compute.js';
import { smallConfigs } from '../support/families.js';
import { lcg } from '../support/lcg.js';
import { writeCheckpoint } from '../support/workerCalls.js';
import { mfm, start } from './mfm.js';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const families = Object.keys(smallConfigs) as (keyof typeof smallConfigs)[];
const colours = { blue: [20, 40, 220], green: [30, 200, 40], red: [220, 30, 20] } as const;
const names = Object.keys(colours) as (keyof typeof colours)[];

/** Pictures of one colour with noise over it: what any encoder tells apart. */
async function writeColours(dir: string, each: number, seed: number): Promise<void> {
  for (const [label, name] of names.entries()) {
    await mkdir(join(dir, name), { recursive: true });
    for (let i = 0; i < each; i++) {
      const noise = lcg(20 * 20 * 3, seed + 100 * label + i);
      const pixels = Uint8Array.from(noise, (u, k) =>
        Math.min(255, Math.max(0, colours[name][k % 3]! + 40 * (u - 0.5))),
      );
      await sharp(pixels, { raw: { width: 20, height: 20, channels: 3 } }).toFile(join(dir, name, `${i}.png`));
    }
  }
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfm probes '));
  await writeColours(at('train'), 8, 1);
  await writeColours(at('val'), 3, 7000);
  await backend();
  for (const family of families) await writeCheckpoint(at(`${family}.safetensors`), smallConfigs[family]());
});
after(() => rm(folder, { recursive: true }));

const quiet = ['--backend', 'wasm', '--json'];
async function measured(...args: string[]) {
  const { code, stdout, stderr } = await mfm(...args, ...quiet);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

describe('mfm knn', () => {
  for (const family of families) {
    test(`colours are told apart by the features of a ${family}`, async () => {
      const found = await measured('knn', at(`${family}.safetensors`), at('train'), at('val'), '--k', '3');
      assert.deepEqual(found.classes, names);
      assert.deepEqual(found.images, { train: 24, val: 9 });
      const [trial] = found.trials;
      assert.deepEqual([trial.labelled, trial.measured, trial.top1, trial.top5], [24, 9, 100, 100]);
      assert.deepEqual(found.top1, { mean: 100 });
    });
  }

  test('without a second folder a share is held out, said so, and the same with the same seeds', async () => {
    const args = [at('vit.safetensors'), at('train'), '--k', '3', '--holdout', '0.25', '--seeds', '2'];
    const found = await measured('knn', ...args);
    assert.equal(found.holdout, 0.25);
    assert.deepEqual(
      found.trials.map(({ seed, labelled, measured }: Record<string, number>) => [seed, labelled, measured]),
      [
        [0, 18, 6],
        [1, 18, 6],
      ],
    );
    const again = await measured('knn', ...args);
    assert.deepEqual({ ...again, time: '' }, { ...found, time: '' });
    const { stdout } = await mfm('knn', ...args, '--backend', 'wasm');
    assert.match(stdout, /24 images of 3 classes, of which 25 % of each class are held out to measure with/);
    assert.match(stdout, /^seed +labels +measured +top-1 +top-5\n0 +18 +6 +/m);
    assert.match(stdout, /^mean +\S+ % ± \d/m);
  });

  test('few labels: so many of each class, or a share, three draws; tokens and layers as they are asked for', async () => {
    const folders = [at('vit.safetensors'), at('train'), at('val'), '--k', '2'];
    const few = await measured('knn', ...folders, '--labels', '2', '--tokens', 'cls', '--layer', '1');
    assert.deepEqual([few.layerName, few.tokens, few.labels], ['blocks.0', 'cls', { perClass: 2 }]);
    assert.deepEqual(
      few.trials.map(({ labelled }: { labelled: number }) => labelled),
      [6, 6, 6],
    );
    assert.ok(few.top1.spread >= 0);
    const share = await measured('knn', ...folders, '--labels', '10%', '--seeds', '1', '--tokens', 'pooled');
    assert.deepEqual([share.trials[0].labelled, share.labels], [3, { percent: 10 }]);
  });

  test('files that are no images are named and left out', async () => {
    const dir = at('damaged');
    await cp(at('train'), dir, { recursive: true });
    await writeFile(join(dir, 'red/text.png'), 'not an image');
    await writeFile(join(dir, 'red/damaged.jpg'), Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0));
    const found = await measured('knn', at('vit.safetensors'), dir, at('val'), '--k', '3');
    assert.equal(found.images.train, 24);
    assert.deepEqual(found.unusable.map(({ path }: { path: string }) => path).sort(), [
      join(dir, 'red/damaged.jpg'),
      join(dir, 'red/text.png'),
    ]);
    const { stderr } = await mfm('knn', at('vit.safetensors'), dir, at('val'), '--k', '3', '--backend', 'wasm');
    assert.match(stderr, /^Left out: .*red\/text\.png \(/m);
  });

  test('Ctrl-C ends it without an answer', async () => {
    const flags = ['--batch-size', '1', '--backend', 'wasm'];
    const { child, ended } = start('knn', at('vit.safetensors'), at('train'), ...flags);
    child.stderr!.once('data', () => child.kill('SIGINT'));
    const { code, stderr, stdout } = await ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /Interrupted: nothing was measured\./);
    assert.equal(stdout, '');
  });
});

describe('mfm probe', () => {
  for (const solver of ['lbfgs', 'ridge']) {
    test(`colours are told apart by ${solver}, whose strength is told`, async () => {
      const args = [at('resnet.safetensors'), at('train'), at('val'), '--solver', solver, '--labels', '50%'];
      const found = await measured('probe', ...args);
      assert.deepEqual(found.probe, { name: 'linear', solver });
      assert.equal(found.trials.length, 3);
      for (const { labelled, measured, top1, strength } of found.trials) {
        assert.deepEqual([labelled, measured, top1], [12, 9, 100]);
        assert.ok(Number.isInteger(Math.round(1e6 * Math.log10(strength)) / 1e6), `strength ${strength}`);
      }
      assert.deepEqual(found.top1, { mean: 100, spread: 0 });
    });
  }

  test('the table has the strength', async () => {
    const args = [at('vit.safetensors'), at('train'), '--solver', 'ridge', '--backend', 'wasm'];
    const { code, stdout, stderr } = await mfm('probe', ...args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Linear probe \(ridge regression\), on the mean of the patches of ViT /);
    assert.match(stdout, /of which 20 % of each class are held out/);
    assert.match(stdout, /^seed +labels +measured +top-1 +top-5 +strength\n0 +18 +6 +\S+ % +\S+ % +\S+$/m);
  });
});

describe('what a probe cannot do is one sentence', () => {
  before(async () => {
    await mkdir(at('flat'));
    await cp(at('train/red/0.png'), at('flat/0.png'));
    await cp(at('train/red'), at('one/red'), { recursive: true });
    await cp(at('train'), at('stray'), { recursive: true });
    await cp(at('train/red/0.png'), at('stray/alone.png'));
    await cp(at('val'), at('other'), { recursive: true });
    await cp(at('val/red'), at('other/violet'), { recursive: true });
    await cp(at('train'), at('single'), { recursive: true });
    await mkdir(at('single/violet'));
    await cp(at('train/red/0.png'), at('single/violet/0.png'));
  });
  const cases: [args: string[], expected: RegExp][] = [
    [['vit', 'flat'], /learns from labels, and .*flat has no class folders: put/],
    [['vit', 'one'], /learns from labels, and .*one has only one: put/],
    [['vit', 'stray'], /alone\.png in .*stray lies in no class folder/],
    [['vit', 'train', 'stray'], /alone\.png in .*stray lies in no class folder/],
    [['vit', 'train', 'other'], /the class folders of .*other are not those of .*train \(violet\)/],
    [['vit', 'train', 'one'], /the class folders of .*one are not those of .*train/],
    [['vit', 'single'], /class violet has only 1 image to learn from, so that none can be held out/],
    [['vit', 'train', 'val', '--labels', '9'], /9 labels of each class .* class blue has only 8 images .*8 or fewer/],
    [['vit', 'train', '--labels', '7'], /7 labels of each class .* class blue has only 6 images/],
    [['vit', 'train', 'val', '--layer', '3'], /There is no layer 3: a .* has layers 1 to 2/],
    [['swin', 'train', 'val', '--tokens', 'cls'], /A Swin.* has no class token: take its patches/],
    [['vit', 'train', 'val', '--holdout', '0.5'], /--holdout 0\.5 has no effect/],
    [['vit', 'train', 'val', '--seeds', '3'], /--seeds 3 repeats what is drawn, and nothing is/],
    [['vit', 'nowhere'], /There is no folder .*nowhere/],
    [['train/red/0', 'train'], /0\.safetensors/],
    [['vit', 'train', '--labels', '0'], /--labels.*such as 5.*such as 1%/],
    [['vit', 'train', '--labels', '101%'], /--labels.*up to 100%/],
    [['vit', 'train', '--holdout', '1'], /--holdout.*between 0 and 1/],
  ];
  const refused = async (command: string, [checkpoint, ...rest]: string[], expected: RegExp) => {
    const places = rest.map((word, i) => (word.startsWith('--') || rest[i - 1]?.startsWith('--') ? word : at(word)));
    const { code, stdout, stderr } = await mfm(command, at(`${checkpoint}.safetensors`), ...places, ...quiet);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    const [sentence] = stderr.split('\n').filter(line => line.startsWith('mfm: '));
    assert.match(sentence ?? stderr, expected);
    assert.doesNotMatch(stderr, /\n\s+at |unexpected/);
  };
  for (const [args, expected] of cases) test(`mfm knn ${args.join(' ')}`, () => refused('knn', args, expected));

  test('neighbours and temperature', async () => {
    await refused('knn', ['vit', 'train', 'val', '--k', '25'], /k is 25, but only 24 images can vote: set k to 24/);
    await refused('knn', ['vit', 'train', 'val'].concat('--labels', '5'), /k is 20, but only 15 images can vote/);
    await refused('knn', ['vit', 'train', '--temperature', '0'], /--temperature.*at least 0\.002/);
  });

  test('a linear probe', async () => {
    await refused('probe', ['vit', 'flat'], /A probe learns from labels, and .*flat has no class folders: put/);
    await refused('probe', ['vit', 'train', 'other'], /the class folders of .*other are not those of/);
    await refused('probe', ['vit', 'train', 'val', '--labels', '9'], /9 labels of each class .* 8 or fewer/);
    await refused('probe', ['vit', 'train', 'val', '--labels', '1'], /class blue has only 1 image to learn from/);
    await refused('probe', ['vit', 'train', 'val', '--layer', '3'], /There is no layer 3: a .* has layers 1 to 2/);
    await refused('probe', ['vit', 'train', '--solver', 'sgd'], /Allowed choices are lbfgs, ridge/);
  });
});

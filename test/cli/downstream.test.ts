import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { readMeasurement } from '../../extension/engine/measurements/measurementFile.js';
import { smallPhotographs } from '../support/smallPhotographs.js';
import { backends, mfm, start } from './mfm.js';

let folder: string;
let photos: string;
const at = (...parts: string[]) => join(folder, ...parts);

const network = `MODEL:
  TYPE: vit
  NAME: NAME
  DROP_PATH_RATE: 0.0
  VIT: {PATCH_SIZE: 8, EMBED_DIM: 32, DEPTH: 2, NUM_HEADS: 2, INIT_VALUES: None, USE_APE: True, USE_MEAN_POOLING: True}
DATA: {IMG_SIZE: 32, BATCH_SIZE: 16, NUM_WORKERS: 2, MASK_RADIUS1: 3}
TRAIN: {EPOCHS: 2, WARMUP_EPOCHS: 0, BASE_LR: 3.2e-2}
SAMPLES: {COUNT: 0}
SAVE_FREQ: 1
`;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfm downstream '));
  photos = at('photographs');
  await smallPhotographs(photos);
  for (const name of ['pretrain', 'finetune', 'segment']) {
    await writeFile(at(`${name}.yaml`), network.replace('NAME: NAME', `NAME: ${name}`));
  }
});
after(() => rm(folder, { recursive: true }));

/** What a command prints as JSON. */
async function json(...args: string[]) {
  const { code, stdout, stderr } = await mfm(...args, '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await mfm(...args);
  assert.equal(code, 0, stderr);
  return stdout;
}

async function refused(message: RegExp, ...args: string[]): Promise<void> {
  const { code, stderr } = await mfm(...args);
  assert.equal(code, 2, stderr);
  assert.match(stderr.trimEnd().split('\n').at(-1)!, message);
}

/** The newest checkpoint of a run. */
async function newest(run: string): Promise<string> {
  const files = (await readdir(at(run, 'checkpoints'))).filter(name => name.endsWith('.safetensors')).sort();
  return at(run, 'checkpoints', files.at(-1)!);
}

for (const backend of backends) {
  describe(`from pre-training to what an encoder is worth (${backend})`, () => {
    const run = (name: string) => `${name} ${backend}`;
    const on = ['--backend', backend];

    test('an encoder is pre-trained, and its features are probed while it is', async () => {
      const args = ['pretrain', at('pretrain.yaml'), '--data', photos, '--output', at(run('pre')), ...on];
      const out = await succeed(...args, 'PROBE.FREQ', '1', 'PROBE.K', '5');
      assert.match(out, /kNN/);
      const found = await json('knn', await newest(run('pre')), photos, ...on);
      assert.ok(found.top1.mean > 0 && found.top1.mean <= 100);
      const linear = await json('probe', await newest(run('pre')), photos, ...on);
      assert.ok(linear.top1.mean > 0 && linear.top1.mean <= 100);
    });

    test('it is fine-tuned, and measured on what it has not seen', async () => {
      const pretrained = await newest(run('pre'));
      const args = ['finetune', at('finetune.yaml'), '--data', photos, '--output', at(run('fine')), ...on];
      const out = await succeed(...args, '--pretrained', pretrained, 'DATA.VAL_SPLIT', '0.25');
      assert.match(out, /After epoch 2: top-1 [\d.]+ % {2}top-5 [\d.]+ %/);
      const { classes, confusions, top1, root } = JSON.parse(
        await readFile(at(run('fine'), 'evaluation.json'), 'utf8'),
      );
      assert.equal(classes.length, 7);
      assert.equal(root, photos);
      const images = classes.reduce((sum: number, { of }: { of: number }) => sum + of, 0);
      const right = confusions.filter(({ label, answer }: { label: number; answer: number }) => label === answer);
      const count = right.reduce((sum: number, pair: { count: number }) => sum + pair.count, 0);
      assert.ok(Math.abs(top1 - (100 * count) / images) < 1e-9);
    });

    test('mfm evaluate says what it gets right, and which classes it takes for which', async () => {
      const found = await json('evaluate', await newest(run('fine')), photos, ...on);
      assert.equal(found.classes.length, 7);
      assert.equal(found.of, 69);
      const counted = found.confusions.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
      assert.equal(counted, 69);
      const { stdout: text, stderr } = await mfm('evaluate', await newest(run('fine')), photos, ...on);
      const [kept] = /(?<=^Kept in ).*$/m.exec(stderr)!;
      const { time, checkpoint, ...rest } = await readMeasurement(kept);
      assert.equal(checkpoint, await newest(run('fine')));
      const { time: before, checkpoint: same, ...others } = found;
      assert.deepEqual([rest, checkpoint, before < time], [others, same, true]);
      const unkept = await mfm('evaluate', await newest(run('fine')), photos, '--no-save', ...on);
      assert.doesNotMatch(unkept.stderr, /Kept in/);
      assert.match(text, /Top-1 accuracy: [\d.]+ %\nTop-5 accuracy: [\d.]+ %/);
      assert.match(text, /^class +images +top-1 +top-5 +precision$/m);
    });

    test('a config with EVAL_MODE has it measured instead of trained, and mfm evaluate its speed as THROUGHPUT_MODE does', async () => {
      const classifier = await newest(run('fine'));
      const instead = ['finetune', at('finetune.yaml'), '--data', photos, '--output', at(run('unwritten')), ...on];
      const whole = [...instead, 'DATA.VAL_PATH', photos];
      const expected = await json('evaluate', classifier, photos, '--batch-size', '16', ...on);
      const found = await json(...whole, '--pretrained', classifier, 'EVAL_MODE', 'True');
      assert.deepEqual({ ...found, time: '' }, { ...expected, time: '' });
      const text = await succeed('train', ...whole.slice(1), 'MODEL.RESUME', classifier, 'EVAL_MODE', 'True');
      assert.match(text, /Top-1 accuracy: [\d.]+ %\nTop-5 accuracy: [\d.]+ %/);
      const part = await json(...instead, '--pretrained', classifier, 'EVAL_MODE', 'True', 'DATA.VAL_SPLIT', '0.25');
      const { top1 } = JSON.parse(await readFile(at(run('fine'), 'evaluation.json'), 'utf8'));
      assert.equal(part.top1, top1, 'the images that the run held out');

      const speed = await json(...whole, '--pretrained', classifier, 'THROUGHPUT_MODE', 'True');
      assert.deepEqual([speed.backend, speed.batchSize, speed.timedPasses], [backend, 16, 30]);
      assert.ok(speed.imagesPerSecond > 0);
      const said = await succeed('evaluate', classifier, photos, '--throughput', '--batch-size', '8', ...on);
      assert.match(said, /^ViT .*: [\d.]+ images per second \(30 passes of 8 images, after 50 to warm up; /);
      assert.equal(existsSync(at(run('unwritten'))), false);
    });

    test('mfm robustness says what attacks, filters, corruptions and noise leave of it', async () => {
      const args = ['robustness', await newest(run('fine')), photos, '--images', '7', ...on];
      const { rows } = await json(...args, '--tests', 'attacks', 'filters', 'fourier', '--radii', '2,8');
      const kinds = rows.map(({ kind }: { kind: string }) => kind);
      for (const kind of ['clean', 'attack', 'filter', 'fourier']) assert.ok(kinds.includes(kind), kind);
      assert.ok(rows.every(({ of }: { of: number }) => of === 7));
      if (backend !== 'tensorflow') return;
      const text = await succeed(...args, '--tests', 'corruptions');
      assert.match(text, /^Frost \(drawn texture\)( +[\d.]+ %){5} +[\d.]+$/m);
      assert.match(text, /^Mean corruption error, ImageNet-C-style, in percent of AlexNet/m);
    });

    test('corrupted images can come from a published folder, and errors be relative to another checkpoint', async () => {
      const classifier = await newest(run('fine'));
      const published = at(run('published'));
      for (const severity of '12345') await cp(photos, join(published, 'fog', severity), { recursive: true });
      const args = ['robustness', classifier, photos, '--images', '14', '--tests', 'corruptions', ...on];
      const { rows } = await json(...args, '--published', published);
      const fog = rows.filter(({ kind }: { kind: string }) => kind === 'corruption');
      assert.deepEqual(
        fog.map(({ name, severity, of }: Record<string, unknown>) => [name, severity, of]),
        [1, 2, 3, 4, 5].map(severity => ['fog', severity, 14]),
      );
      const file = at(`${run('baseline')}.mfm.json`);
      await succeed(...args, '--published', published, '--save', file);
      const text = await succeed(...args, '--published', published, '--baseline', file);
      assert.match(text, /^Fog( +[\d.]+ %){5} +100\.0$/m);
      assert.match(text, /in percent of ViT .* \(epoch-.*safetensors\): 100\.0$/m);
      await refused(/has no folder of a corruption .*ImageNet-C/, ...args, '--published', photos);
      const other = ['robustness', classifier, photos, '--tests', 'filters', ...on];
      await refused(
        /--published names corrupted images, and --tests has no corruptions/,
        ...other,
        '--published',
        photos,
      );
      await refused(/Name a checkpoint and a folder of images/, 'robustness', classifier);
    });

    test('a measurement of robustness that was interrupted goes on to the same numbers', async () => {
      const file = at(`${run('robustness')}.mfm.json`);
      // Six times fog: enough to be interrupted in.
      for (const name of ['snow', 'frost', 'brightness', 'contrast', 'pixelate']) {
        await symlink(at(run('published'), 'fog'), at(run('published'), name));
      }
      const of = ['--images', '21', '--tests', 'corruptions', '--published', at(run('published'))];
      const args = ['robustness', await newest(run('fine')), photos, ...of, ...on];
      const { child, ended } = start(...args, '--save', file);
      // A second one would end it at once.
      const watching = setInterval(() => {
        if (!existsSync(file)) return;
        clearInterval(watching);
        child.kill('SIGINT');
      }, 20);
      const { code, stderr } = await ended;
      assert.equal(code, 130, stderr);
      assert.match(stderr, /what was measured is kept\. Go on with: mfm robustness --continue /);
      const part = JSON.parse(await readFile(file, 'utf8'));
      assert.equal(part.isComplete, false);
      assert.ok(part.rows.length > 0 && part.rows.length < 1 + 6 * 5, `${part.rows.length} rows`);
      const found = await json('robustness', '--continue', file, ...on);
      assert.equal(found.isComplete, true);
      const { rows } = await json(...args, '--no-save');
      assert.deepEqual(found.rows, rows);
      assert.deepEqual(JSON.parse(await readFile(file, 'utf8')).rows, rows);
      await refused(/is complete: there is nothing to go on with/, 'robustness', '--continue', file, ...on);
    });
  });
}

test('an encoder learns to segment', async () => {
  for (const dir of ['images', 'masks']) await mkdir(at('shapes', dir), { recursive: true });
  for (let i = 0; i < 16; i++) {
    const at = (x: number, y: number) => (x - 8 - i) ** 2 + (y - 16) ** 2 < 60;
    const ground = Uint8Array.from({ length: 32 * 32 }, (_, k) => (at(k % 32, Math.floor(k / 32)) ? 1 : 0));
    const pixels = Uint8Array.from({ length: 3 * 32 * 32 }, (_, k) => (ground[Math.floor(k / 3)] ? 200 : 40));
    const name = `${i}.png`;
    await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } }).toFile(join(folder, 'shapes', 'images', name));
    const mask = sharp(ground, { raw: { width: 32, height: 32, channels: 1 } }).toColourspace('b-w');
    await mask.png().toFile(join(folder, 'shapes', 'masks', name));
  }
  const args = ['segment', at('segment.yaml'), '--data', at('shapes'), '--output', at('segment'), '--pretrained'];
  const pretrained = await newest(`pre ${backends.at(-1)}`);
  const out = await succeed(
    ...args,
    pretrained,
    'DATA.VAL_PATH',
    at('shapes'),
    'SEGMENTATION.CLASSES',
    '2',
    'SEGMENTATION.HEAD',
    'linear',
  );
  assert.match(out, /After epoch 2: mIoU [\d.]+ %/);
  const { iou } = JSON.parse(await readFile(at('segment', 'evaluation.json'), 'utf8'));
  assert.equal(iou.length, 2);
});

test('what cannot be fine-tuned or measured is said in one sentence', async () => {
  const encoder = await newest(`pre ${backends[0]}`);
  await refused(/MODEL\.NAME is 'pretrain', which pre-trains: /, 'finetune', at('pretrain.yaml'), '--data', photos);
  await refused(/Nothing says which encoder to fine-tune: /, 'finetune', at('finetune.yaml'), '--data', photos);
  await refused(/--scratch starts from nothing/, 'finetune', at('finetune.yaml'), '--scratch', '--pretrained', encoder);
  await refused(/holds no classifier, only an encoder: fine-tune it first/, 'evaluate', encoder, photos);
  await refused(/holds no classifier/, 'robustness', encoder, photos);
  const classifier = await newest(`fine ${backends[0]}`);
  await refused(/in .* lies in no class folder/, 'evaluate', classifier, join(photos, 'fish'));
  const measured = ['finetune', at('finetune.yaml'), '--data', photos, 'EVAL_MODE', 'True'];
  await refused(/EVAL_MODE is True: name the checkpoint to measure/, ...measured);
  await refused(
    /No images of .* are held out to measure on: set DATA\.VAL_PATH/,
    ...measured,
    'PRETRAINED',
    classifier,
  );
  const held = [...measured, 'PRETRAINED', classifier, 'DATA.VAL_PATH', photos];
  await refused(/EVAL_MODE and THROUGHPUT_MODE are both True/, ...held, 'THROUGHPUT_MODE', 'True');
  await refused(/holds a classifier of another network than the config's/, ...held, 'MODEL.VIT.DEPTH', '3');
  await refused(/holds no classifier, only an encoder/, ...held, 'MODEL.RESUME', encoder);
  await refused(
    /EVAL_MODE is True: .*`mfm evaluate`/,
    'pretrain',
    at('pretrain.yaml'),
    '--data',
    photos,
    'EVAL_MODE',
    'True',
  );
  await mkdir(at('other', 'cats'), { recursive: true });
  await sharp({ create: { width: 40, height: 40, channels: 3, background: 'red' } }).toFile(
    at('other', 'cats', '1.png'),
  );
  await refused(/not those that .* was fine-tuned with \(cats\)/, 'evaluate', classifier, at('other'));
  await refused(/cats in .* is none of the 7 classes/, 'robustness', classifier, at('other'));
});

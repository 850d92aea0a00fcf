import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { readSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { circle, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { lcg } from '../support/lcg.js';
import { root } from '../support/root.js';
import { maskedSpectralLoss, peakSignalToNoise } from '../support/spectralLoss.js';
import { backends, mfm, tinyWorkspace } from './mfm.js';

const size = 32;

describe('commands that look at what a run left', () => {
  const cleanups: (() => unknown)[] = [];
  let dir = '';
  let run = '';
  let checkpoint = '';

  before(async () => {
    const workspace = await tinyWorkspace({ after: clean => void cleanups.push(clean as () => unknown) });
    dir = workspace.dir;
    run = join(dir, 'run');
    const trained = await mfm('pretrain', workspace.config, '--output', run, '--backend', 'wasm', '--max-steps', '8');
    assert.equal(trained.code, 0, trained.stderr);
    checkpoint = join(run, 'checkpoints/epoch-0002-step-000008.safetensors');
  });
  after(async () => {
    for (const clean of cleanups) await clean();
  });

  test('inspect --json', async () => {
    const { code, stdout, stderr } = await mfm('inspect', checkpoint, '--json');
    assert.equal(code, 0, stderr);
    const found = JSON.parse(stdout);
    assert.deepEqual([found.epoch, found.step, found.updates], [2, 8, 4]);
    assert.equal(found.config.MODEL.VIT.EMBED_DIM, 32);
    const qkv = found.tensors.find((t: { name: string }) => t.name === 'encoder.blocks.0.attn.qkv.weight');
    assert.deepEqual(qkv, { name: qkv.name, part: 'model', dtype: 'F32', shape: [96, 32], bytes: 4 * 96 * 32 });
    const model = found.tensors.filter((t: { part: string }) => t.part === 'model');
    const values = model.reduce((sum: number, t: { bytes: number }) => sum + t.bytes / 4, 0);
    assert.equal(found.parameters, values);
  });

  test('inspect --stats agrees with the tensors', async () => {
    const { stdout } = await mfm('inspect', checkpoint, '--stats', '--json');
    const name = 'encoder.blocks.1.mlp.fc1.weight';
    const { statistics } = JSON.parse(stdout).tensors.find((t: { name: string }) => t.name === name);
    const values = toFloat32((await readSafetensors(checkpoint, [name])).tensors.get(name)!);
    assert.equal(statistics.max, Math.max(...values));
    assert.equal(statistics.min, Math.min(...values));
    assert.equal(statistics.nan, 0);
    assert.ok(statistics.std > 0);
  });

  test('inspect for people', async () => {
    const { code, stdout } = await mfm('inspect', checkpoint);
    assert.equal(code, 0);
    assert.match(stdout, /after 2 epochs, 8 steps, 4 updates/);
    assert.match(stdout, /encoder\.blocks\.0\.attn\.qkv\.weight +F32 +\[96, 32\]/);
    assert.match(stdout, /EMBED_DIM: 32/);
  });

  test('inspect of files that other programs wrote', async () => {
    const official = `${root}test/golden/tiny_vit_mfm_ckpt.pth`;
    const found = JSON.parse((await mfm('inspect', official, '--stats', '--json')).stdout);
    assert.deepEqual([found.format, found.metadata.epoch], ['pytorch', '0']);
    assert.match(found.encoder, /^a ViT with 2 blocks of width 16/);
    const norm = found.tensors.find((t: { name: string }) => t.name === 'model.encoder.norm.weight');
    assert.deepEqual([norm.part, norm.dtype, norm.shape, norm.statistics.nan], ['model', 'F32', [16], 0]);
    const { code, stdout } = await mfm('inspect', official);
    assert.equal(code, 0);
    assert.match(stdout, /holds a ViT with 2 blocks of width 16/);
    assert.match(stdout, /model\.encoder\.norm\.weight +F32 +\[16\]/);
  });

  test('runs for people and as JSON', async () => {
    const { stdout } = await mfm('runs', dir);
    assert.match(stdout, /^run +state/);
    assert.match(stdout, /run +stopped +8\/80 /);
    const [only] = JSON.parse((await mfm('runs', dir, '--json')).stdout);
    assert.deepEqual([only.dir, only.state, only.step, only.latest], [run, 'stopped', 8, checkpoint]);
    const none = await mfm('runs', join(dir, 'nowhere'));
    assert.equal(none.code, 2);
    assert.match(none.stderr, /^mfm: There is no folder .*nowhere/);
  });

  for (const backend of backends) {
    test(`reconstruct uses an image of the model's size pixel for pixel (${backend})`, async () => {
      const pixels = Uint8Array.from(lcg(3 * size * size, 7), u => Math.floor(u * 256));
      const image = join(dir, 'exact.png');
      await sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
        .png()
        .toFile(image);
      const out = join(dir, `reconstruction ${backend}`);
      const flags = ['--checkpoint', checkpoint, '--mask', 'high', '--radius', '5', '--out', out];
      const { code, stdout, stderr } = await mfm('reconstruct', image, ...flags, '--backend', backend, '--json');
      assert.equal(code, 0, stderr);
      const answer = JSON.parse(stdout);
      assert.deepEqual([answer.mask, answer.radius, answer.step], ['high', [5, null], 8]);

      const shown = await sharp(join(out, 'original.png')).removeAlpha().raw().toBuffer();
      assert.ok(shown.equals(pixels), 'original.png differs from the image');

      const { tensors } = await readSafetensors(join(out, 'prediction.safetensors'));
      const prediction = tensors.get('prediction')!;
      assert.deepEqual(prediction.shape, [1, 3, size, size]);
      const kept = shapedMask(size, size, circle(5, Number.POSITIVE_INFINITY)).map(m => 1 - m);
      const target = Float32Array.from({ length: pixels.length }, (_, i) => {
        const [channel, pixel] = [Math.floor(i / (size * size)), i % (size * size)];
        return pixels[3 * pixel + channel]! / 255;
      });
      const names = ['input', 'restored', 'original', 'prediction'].flatMap(name => [
        `${name}.png`,
        `${name}-spectrum.png`,
      ]);
      assert.deepEqual((await readdir(out)).sort(), ['error.png', 'prediction.safetensors', ...names].sort());
      const [{ loss, psnr }] = answer.images;
      const expected = maskedSpectralLoss(toFloat32(prediction), target, kept, size);
      assert.ok(Math.abs(loss / expected - 1) < 1e-4, `loss ${loss}, by definition ${expected}`);
      const decibels = peakSignalToNoise(toFloat32(prediction), target);
      assert.ok(Math.abs(psnr.prediction - decibels) < 1e-3, `PSNR ${psnr.prediction}, by definition ${decibels}`);
    });
  }

  test('reconstruct of several images writes a folder for each, whatever their size', async () => {
    const images = ['a/fish1.jpg', 'b/fish1.jpg', 'a/fish2.jpg'].map(name => join(dir, 'photos', name));
    const out = join(dir, 'several');
    const flags = ['--checkpoint', checkpoint, '--mask', 'low', '--out', out, '--backend', 'wasm', '--json'];
    const { code, stdout, stderr } = await mfm('reconstruct', ...images, ...flags);
    assert.equal(code, 0, stderr);
    assert.deepEqual((await readdir(out)).sort(), ['fish1', 'fish1-2', 'fish2']);
    const [first, second, third] = JSON.parse(stdout).images;
    assert.equal(first.loss, second.loss);
    assert.notEqual(first.loss, third.loss);
    for (const file of [...first.files, ...third.files]) assert.ok((await readFile(file)).length > 0, file);
  });

  test('reconstruct degrades images by other tasks, and says what was done', async () => {
    const image = join(dir, 'photos/a/fish1.jpg');
    const out = join(dir, 'degraded');
    const flags = ['--checkpoint', checkpoint, '--backend', 'wasm'];
    const blurred = ['--task', 'deblur', '--blur-sigma', '2', '--blur-size', '5', '--out', out, '--json'];
    const { code, stdout, stderr } = await mfm('reconstruct', image, ...flags, ...blurred);
    assert.equal(code, 0, stderr);
    const answer = JSON.parse(stdout);
    assert.deepEqual([answer.tasks, answer.mask, answer.radius, answer.shape], [['deblur'], null, null, null]);
    assert.match(answer.degradation, /^Blurred \(.*5 x 5 pixels\)\.$/);
    assert.ok(!(await readdir(out)).includes('prediction.png'), 'it is the restored image');
    const pixels = async (name: string) =>
      Float32Array.from(await sharp(join(out, name)).removeAlpha().raw().toBuffer(), value => value / 255);
    const [seen, clean] = [await pixels('input.png'), await pixels('original.png')];
    const squares = seen.reduce((sum, value, i) => sum + (value - clean[i]!) ** 2, 0);
    const decibels = -10 * Math.log10(squares / seen.length);
    assert.ok(Math.abs(answer.images[0].psnr.input - decibels) < 0.1, `${answer.images[0].psnr.input} ${decibels}`);

    const both = ['--task', 'denoise+mfm', '--mask', 'high', '--shape', 'square', '--noise-sigma', '75'];
    const text = (await mfm('reconstruct', image, ...flags, ...both)).stdout;
    assert.match(
      text,
      /^With noise \(Gaussian, sigma 75 of 255\)\.\nhigh-pass mask, radius 3 bins, square\nimage +loss +PSNR/,
    );
    const without = await mfm('reconstruct', image, ...flags);
    assert.deepEqual([without.code, without.stdout], [2, '']);
    assert.match(without.stderr, /^mfm: Frequencies are to be masked: say with --mask low or --mask high [^\n]+\.\n$/m);
  });

  test('reconstruct refuses a radius that does not fit', async () => {
    const image = join(dir, 'photos/a/fish1.jpg');
    const ended = await mfm(
      'reconstruct',
      image,
      '--checkpoint',
      checkpoint,
      '--mask',
      'low',
      '--radius',
      '16',
      '--backend',
      'wasm',
    );
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /mfm: The radius 16 does not fit a 32 x 32 image/);
  });
});

describe('spectrum', () => {
  test('of a grating: all its energy at its frequency', async t => {
    const { dir } = await tinyWorkspace(t);
    const [width, height, cycles] = [48, 40, 6];
    const data = Uint8Array.from(
      { length: width * height },
      (_, i) => 128 + 100 * Math.cos((2 * Math.PI * cycles * (i % width)) / width),
    );
    const image = join(dir, 'grating.png');
    await sharp(data, { raw: { width, height, channels: 1 } })
      .png()
      .toFile(image);
    const out = join(dir, 'spectrum');
    const { code, stdout, stderr } = await mfm('spectrum', image, '--radius', '4:9', '--out', out, '--json');
    assert.equal(code, 0, stderr);
    const [answer] = JSON.parse(stdout);
    assert.deepEqual([answer.width, answer.height, answer.radius], [width, height, [4, 9]]);
    assert.ok(answer.keptEnergy.withoutDc < 1e-3);
    const shares = answer.radialProfile.map((band: { share: number }) => band.share);
    assert.ok(shares[0] + shares[cycles] > 0.999);
    const files = ['high-pass.png', 'log-magnitude.png', 'low-pass.png', 'phase.png', 'radial-profile.csv'];
    assert.deepEqual((await readdir(out)).sort(), files);
    const csv = (await readFile(join(out, 'radial-profile.csv'), 'utf8')).trimEnd().split('\n');
    assert.equal(csv.length, shares.length + 1);
    const lowPass = await sharp(join(out, 'low-pass.png')).greyscale().raw().toBuffer();
    assert.ok(
      lowPass.every(value => Math.abs(value - 128) <= 1),
      'the ring takes the grating away',
    );
  });
});

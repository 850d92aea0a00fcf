import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Ended, mfm, tinyWorkspace } from './mfm.js';

/** Bad input ends in one sentence on stderr and with code 2. */
function assertOneSentence({ code, stdout, stderr }: Ended, expected: RegExp): void {
  assert.match(stderr, /^mfm: [^\n]+[.?]\n$/m);
  assert.match(stderr, expected);
  assert.doesNotMatch(stderr, /\n\s+at /);
  assert.equal(stdout, '');
  assert.equal(code, 2);
}

describe('a config that cannot be right writes nothing', () => {
  const cases: [name: string, overrides: string[], expected: RegExp][] = [
    ['unknown key', ['TRAIN.EPOCS', '3'], /TRAIN\.EPOCS.*TRAIN\.EPOCHS/],
    ['wrong type', ['TRAIN.EPOCHS', 'many'], /TRAIN\.EPOCHS.*many/],
    ['key without value', ['TRAIN.EPOCHS'], /TRAIN\.EPOCHS.*no value/],
    ['radius of half the size', ['DATA.MASK_RADIUS1', '16'], /DATA\.MASK_RADIUS1/],
    ['outer radius below the inner', ['DATA.MASK_RADIUS2', '2'], /DATA\.MASK_RADIUS2/],
    ['patch that does not divide the size', ['MODEL.VIT.PATCH_SIZE', '7'], /MODEL\.VIT\.PATCH_SIZE/],
    ['heads that do not divide the width', ['MODEL.VIT.NUM_HEADS', '3'], /MODEL\.VIT\.NUM_HEADS/],
    ['evaluating instead of training', ['EVAL_MODE', 'True'], /EVAL_MODE is True.*set it to False/],
    ['measuring instead of training', ['THROUGHPUT_MODE', 'True'], /THROUGHPUT_MODE is True.*set it to False/],
    ['a new run that begins later', ['TRAIN.START_EPOCH', '1'], /TRAIN\.START_EPOCH is 1.*set it to 0.*MODEL\.RESUME/],
    ['batch larger than the set', ['DATA.BATCH_SIZE', '17'], /BATCH_SIZE.*17|17.*BATCH_SIZE/],
  ];
  for (const [name, overrides, expected] of cases) {
    test(name, async t => {
      const { dir, config } = await tinyWorkspace(t);
      const output = join(dir, 'run');
      const ended = await mfm('pretrain', config, ...overrides, '--output', output, '--backend', 'wasm', '--json');
      assertOneSentence(ended, expected);
      assert.equal(existsSync(output), false);
    });
  }
});

describe('images that cannot be used', () => {
  test('a folder without images', async t => {
    const { dir, config } = await tinyWorkspace(t);
    await mkdir(join(dir, 'empty'));
    const ended = await mfm(
      'pretrain',
      config,
      '--data',
      join(dir, 'empty'),
      '--output',
      join(dir, 'run'),
      '--backend',
      'wasm',
      '--json',
    );
    assertOneSentence(ended, /empty.*no images|no images.*empty/i);
    assert.equal(existsSync(join(dir, 'run')), false);
  });

  test('a folder that does not exist', async t => {
    const { dir, config } = await tinyWorkspace(t);
    const ended = await mfm(
      'pretrain',
      config,
      '--data',
      join(dir, 'nowhere'),
      '--output',
      join(dir, 'run'),
      '--backend',
      'wasm',
      '--json',
    );
    assertOneSentence(ended, /nowhere/);
    assert.equal(existsSync(join(dir, 'run')), false);
  });

  test('only files that are no images', async t => {
    const { dir, config } = await tinyWorkspace(t);
    await rm(join(dir, 'photos'), { recursive: true });
    await mkdir(join(dir, 'photos'));
    for (let i = 0; i < 8; i++) await writeFile(join(dir, `photos/${i}.jpg`), 'not an image');
    const ended = await mfm('pretrain', config, '--output', join(dir, 'run'), '--backend', 'wasm', '--json');
    assertOneSentence(ended, /photos/);
  });

  test('a few bad files among good ones are skipped and listed', async t => {
    const { dir, config } = await tinyWorkspace(t);
    await writeFile(join(dir, 'photos/a/text.jpg'), 'not an image');
    await truncate(join(dir, 'photos/b/fish1.jpg'), 4000);
    const ended = await mfm('pretrain', config, '--output', join(dir, 'run'), '--backend', 'wasm', 'TRAIN.EPOCHS', '2');
    assert.equal(ended.code, 0, ended.stderr);
    const first = '16 of 17 images are used: 1 left out at a first look.\n  a/text.jpg: it is not a ';
    assert.ok(ended.stdout.includes(first), ended.stdout);
    const last = /15 of 17 images are used: 1 left out at a first look, 1 failed when decoded\.\n/g;
    assert.equal([...ended.stdout.matchAll(last)].length, 2, 'when it happens, and at the end');
    assert.match(ended.stdout, /a\/text\.jpg: /);
    assert.match(ended.stdout, /b\/fish1\.jpg: .*truncated/);
  });

  test('spectrum of something else', async t => {
    const { dir, config } = await tinyWorkspace(t);
    assertOneSentence(await mfm('spectrum', config, '--json'), /tiny\.yaml.*not a/);
    assertOneSentence(await mfm('spectrum', join(dir, 'none.jpg'), '--json'), /none\.jpg.*no such file/);
  });
});

describe('a checkpoint that cannot be used', () => {
  test('truncated, of another kind, of another model', async t => {
    const { dir, config } = await tinyWorkspace(t);
    const run = join(dir, 'run');
    const trained = await mfm('pretrain', config, '--output', run, '--backend', 'wasm', '--max-steps', '4');
    assert.equal(trained.code, 0, trained.stderr);
    const checkpoint = join(run, 'checkpoints/epoch-0001-step-000004.safetensors');

    assertOneSentence(await mfm('inspect', config), /tiny\.yaml/);
    const samples = join(run, 'samples/step-000000.safetensors');
    const quiet = ['--backend', 'wasm', '--json'];
    const resumed = ['MODEL.RESUME', samples, '--output', join(dir, 'b')];
    assertOneSentence(await mfm('pretrain', config, ...resumed, ...quiet), /samples/);
    assertOneSentence(await mfm('pretrain', config, 'MODEL.NAME', 'finetune', ...quiet), /MODEL\.NAME is 'finetune'/);
    const rare = ['TRAIN.ACCUMULATION_STEPS', '99', '--output', join(dir, 'b')];
    assertOneSentence(
      await mfm('pretrain', config, ...rare, ...quiet),
      /ACCUMULATION_STEPS is 99.*set it to \d+ or less/,
    );
    const wider = ['MODEL.VIT.EMBED_DIM', '64', ...quiet];
    assertOneSentence(await mfm('pretrain', config, '--output', run, ...wider), /\.safetensors.*\[/);

    await truncate(checkpoint, 20000);
    assertOneSentence(await mfm('inspect', checkpoint), /truncated/);
    const photo = join(dir, 'photos/a/fish1.jpg');
    const flags = ['--mask', 'low', '--backend', 'wasm', '--json'];
    assertOneSentence(await mfm('reconstruct', photo, '--checkpoint', checkpoint, ...flags), /truncated/);
    assertOneSentence(await mfm('pretrain', config, '--output', run, '--backend', 'wasm', '--json'), /truncated/);
  });
});

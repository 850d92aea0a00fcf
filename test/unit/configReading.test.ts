import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../extension/engine/config/load.js';
import { type Override, parseConfig } from '../../extension/engine/config/parse.js';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { toYaml } from '../../extension/engine/config/write.js';
import { UserError } from '../../extension/engine/errors.js';

const parse = (text: string, ...overrides: Override[]) => parseConfig(text, 'test.yaml', { overrides });

/** Writes files into a new folder, runs `use` on it, and takes the folder away again. */
async function withFiles(files: Record<string, string>, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mfm-config-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('numbers are read in every spelling of Python and YAML', () => {
  for (const text of ['3e-4', '3E-4', '3.e-4', '0.0003', '.0003', '+3e-4', "'3e-4'", '30.0e-05']) {
    assert.equal(parse(`TRAIN: {BASE_LR: ${text}}`).TRAIN.BASE_LR, 3e-4, text);
  }
  assert.equal(parse('TRAIN: {CLIP_GRAD: 1}').TRAIN.CLIP_GRAD, 1, 'a whole number does for a real one');
});

test('None, null, ~ and nothing are no value where that means something', () => {
  for (const text of ['None', 'null', '~', '', "'None'"]) {
    const config = parse(`MODEL:\n  VIT:\n    INIT_VALUES: ${text}\nTRAIN:\n  CLIP_GRAD: ${text}\n`);
    assert.equal(config.MODEL.VIT.INIT_VALUES, null, text);
    assert.equal(config.TRAIN.CLIP_GRAD, null, text);
  }
  assert.equal(parse('MODEL: {SWIN: {QK_SCALE: 0.125}}').MODEL.SWIN.QK_SCALE, 0.125);
  assert.deepEqual(parse('AUG: {CUTMIX_MINMAX: [0.2, 0.8]}').AUG.CUTMIX_MINMAX, [0.2, 0.8]);
});

test('truth values are read in every spelling of Python and YAML', () => {
  for (const text of ['True', 'true', 'yes', 'on']) assert.equal(parse(`TEST: {CROP: ${text}}`).TEST.CROP, true, text);
  for (const text of ['False', 'false', 'no', 'off']) assert.equal(parse(`TEST: {CROP: ${text}}`).TEST.CROP, false);
});

test('lists and pairs are YAML lists, Python lists or tuples', () => {
  for (const text of ['(0.9, 0.95)', '[0.9, 0.95]', '[0.9, 9.5e-1]', '"(0.9, 0.95,)"', '\n      - 0.9\n      - 0.95']) {
    const config = parse(`TRAIN:\n  OPTIMIZER:\n    BETAS: ${text}\n`);
    assert.deepEqual(config.TRAIN.OPTIMIZER.BETAS, [0.9, 0.95], text);
  }
  for (const text of ["['iso']", '[iso]', '["iso"]', "('iso',)"]) {
    const config = parse(`DATA:\n  BLUR:\n    KERNEL_LIST: ${text}\n    KERNEL_PROB: (1.0,)\n`);
    assert.deepEqual(config.DATA.BLUR.KERNEL_LIST, ['iso'], text);
  }
  assert.deepEqual(parse('TRAIN: {LR_SCHEDULER: {MULTISTEPS: []}}').TRAIN.LR_SCHEDULER.MULTISTEPS, []);
});

test('empty sections, comments, quotes, anchors and Windows line ends are fine', () => {
  const config = parse("DATA:\r\n  # nothing yet\r\nTAG: '100'\r\nSEED: &n 7\r\nPRINT_FREQ: *n\r\n");
  assert.equal(config.TAG, '100');
  assert.equal(config.SEED, 7);
  assert.equal(config.PRINT_FREQ, 7);
});

test('overrides win, are read as the key wants, and the last one counts', () => {
  const config = parse(
    'TRAIN: {EPOCHS: 5, WARMUP_EPOCHS: 1}\nTAG: file',
    ['TRAIN.EPOCHS', '3'],
    ['TRAIN.EPOCHS', '4'],
    ['TRAIN.CLIP_GRAD', 'None'],
    ['TRAIN.OPTIMIZER.BETAS', '(0.9, 0.95)'],
    ['DATA.BLUR.KERNEL_LIST', "['iso']"],
    ['DATA.BLUR.KERNEL_PROB', '[1.0]'],
    ['TAG', '100'],
    ['MODEL.NAME', "'quoted'"],
    ['TEST.CROP', 'False'],
  );
  assert.equal(config.TRAIN.EPOCHS, 4);
  assert.equal(config.TRAIN.CLIP_GRAD, null);
  assert.deepEqual(config.TRAIN.OPTIMIZER.BETAS, [0.9, 0.95]);
  assert.deepEqual(config.DATA.BLUR.KERNEL_LIST, ['iso']);
  assert.equal(config.TAG, '100');
  assert.equal(config.MODEL.NAME, 'quoted');
  assert.equal(config.TEST.CROP, false);
});

test('files named by BASE come first, later ones win, and the file itself wins over all of them', async () => {
  const files = {
    'grand.yaml': 'SEED: 1\nTAG: grand\nSAVE_FREQ: 1\nPRINT_FREQ: 1\n',
    'sub/first.yaml': "BASE: ['../grand.yaml']\nTAG: first\nSAVE_FREQ: 2\nPRINT_FREQ: 2\n",
    'sub/second.yaml': "BASE: ['']\nSAVE_FREQ: 3\nPRINT_FREQ: 3\n",
    'top.yaml': "PRINT_FREQ: 4\nBASE: ['sub/first.yaml', 'sub/second.yaml']\n",
  };
  await withFiles(files, async folder => {
    const config = await loadConfig(join(folder, 'top.yaml'));
    assert.deepEqual([config.SEED, config.TAG, config.SAVE_FREQ, config.PRINT_FREQ], [1, 'first', 3, 4]);
    assert.deepEqual(config.BASE, [''], 'nothing is left to inherit');
    await writeFile(join(folder, 'absolute.yaml'), `BASE: ['${join(folder, 'grand.yaml')}']\n`);
    assert.equal((await loadConfig(join(folder, 'absolute.yaml'))).TAG, 'grand');
  });
});

test('one file may be inherited twice, but not from itself', async () => {
  const files = {
    'base.yaml': 'SEED: 1\n',
    'a.yaml': "BASE: ['base.yaml']\n",
    'twice.yaml': "BASE: ['base.yaml', 'a.yaml']\n",
    'one.yaml': "BASE: ['two.yaml']\n",
    'two.yaml': "TAG: two\nBASE: ['one.yaml']\n",
  };
  await withFiles(files, async folder => {
    assert.equal((await loadConfig(join(folder, 'twice.yaml'))).SEED, 1);
    await assert.rejects(loadConfig(join(folder, 'one.yaml')), {
      name: 'UserError',
      message: `${folder}/two.yaml:2:7: BASE names ${folder}/one.yaml, which inherits from this file; take it out.`,
    });
  });
});

test('paths are relative to the file that sets them, in an override to the working directory', async () => {
  const files = {
    'sub/base.yaml': 'DATA: {DATA_PATH: ../images}\nPRETRAINED: weights/a.safetensors\n',
    'top.yaml': "BASE: ['sub/base.yaml']\nOUTPUT: runs\n",
  };
  await withFiles(files, async folder => {
    const config = await loadConfig(join(folder, 'top.yaml'));
    assert.equal(config.DATA.DATA_PATH, join(folder, 'images'));
    assert.equal(config.PRETRAINED, join(folder, 'sub/weights/a.safetensors'));
    assert.equal(config.OUTPUT, join(folder, 'runs'));
    assert.equal(config.MODEL.RESUME, '', 'no path stays no path');
    const moved = await loadConfig(join(folder, 'top.yaml'), [['DATA.DATA_PATH', 'elsewhere']]);
    assert.equal(moved.DATA.DATA_PATH, resolve('elsewhere'));
  });
});

test('files that cannot be read are named with the reason', async () => {
  await withFiles({ 'top.yaml': "SEED: 1\nBASE: ['gone.yaml']\n" }, async folder => {
    await assert.rejects(loadConfig(join(folder, 'none.yaml')), {
      name: 'UserError',
      message: `${folder}/none.yaml cannot be read: there is no such file.`,
    });
    await assert.rejects(loadConfig(folder), {
      name: 'UserError',
      message: `${folder} cannot be read: it is a folder, not a configuration file.`,
    });
    await assert.rejects(loadConfig(join(folder, 'top.yaml')), {
      name: 'UserError',
      message: `${folder}/top.yaml:2:7: BASE: ${folder}/gone.yaml cannot be read: there is no such file.`,
    });
  });
});

test('a text without its folder cannot inherit', () => {
  assert.throws(() => parse("BASE: ['a.yaml']"), UserError);
});

test('toYaml writes every value so that it reads back the same', () => {
  const config = parse(`
DATA: {DATA_PATH: "/pictures/it's: a #1 \\u00e9", BLUR: {KERNEL_LIST: [sinc], KERNEL_PROB: [1]}, DATASET: "two\\nlines \\t"}
MODEL: {VIT: {INIT_VALUES: None}}
TRAIN: {CLIP_GRAD: None, BASE_LR: 1.2345678901234567e-3, WARMUP_LR: 5e-324, OPTIMIZER: {BETAS: "(0.9, 0.95)"}}
AUG: {CUTMIX_MINMAX: [0.25, 0.75]}
TAG: "None"
OUTPUT: '/a\\b "c"'
SEED: 4294967295
`);
  const text = toYaml(config);
  assert.deepEqual(parse(text), config);
  assert.equal(toYaml(parse(text)), text);
  assert.deepEqual(parse(toYaml(defaultConfig())), defaultConfig());
});

test('a comment behind a value changes nothing of what is read', () => {
  const config = parse("TAG: 'a # b'\nTRAIN: {OPTIMIZER: {BETAS: [0.9, 0.95]}, CLIP_GRAD: None}\n");
  const text = toYaml(config, key => (key === 'SEED' ? undefined : `said of ${key}`));
  assert.deepEqual(parse(text), config);
  for (const line of [
    "TAG: 'a # b' # said of TAG",
    'BETAS: [ 0.9, 0.95 ] # said of TRAIN.OPTIMIZER.BETAS',
    'SEED: 0',
  ]) {
    assert.ok(
      text.split('\n').some(found => found.trim() === line),
      `${line} in ${text}`,
    );
  }
});

test('equal configurations give equal texts, in whatever order they were built', () => {
  const { DATA, ...rest } = defaultConfig();
  assert.equal(toYaml({ ...rest, DATA }), toYaml(defaultConfig()));
});

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Value } from '../../extension/engine/config/field.js';
import { loadConfig } from '../../extension/engine/config/load.js';
import { defaultConfig, fields, valueAt } from '../../extension/engine/config/schema.js';
import { root } from '../support/root.js';

type Settings = Record<string, Value>;

const folder = `${root}test/golden/configs/`;

const always: Settings = {
  'DATA.IMG_SIZE': 224,
  'TRAIN.WEIGHT_DECAY': 0.05,
  'TRAIN.WARMUP_LR': 2.5e-7,
  PRINT_FREQ: 100,
  SAVE_FREQ: 10,
};

const pretraining: Settings = {
  ...always,
  'MODEL.NAME': 'pretrain',
  'MODEL.DROP_PATH_RATE': 0,
  'TRAIN.EPOCHS': 300,
  'TRAIN.WARMUP_EPOCHS': 20,
  'TRAIN.BASE_LR': 0.0003,
  'TRAIN.MIN_LR': 2.5e-6,
  'TRAIN.CLIP_GRAD': 3,
  'TRAIN.OPTIMIZER.BETAS': [0.9, 0.95],
};

const finetuning: Settings = {
  ...always,
  'MODEL.NAME': 'finetune',
  'MODEL.DROP_PATH_RATE': 0.1,
  'MODEL.VIT.USE_MEAN_POOLING': true,
  'AUG.COLOR_JITTER': 0,
  'TRAIN.WARMUP_EPOCHS': 5,
  'TRAIN.BASE_LR': 0.002,
  'TRAIN.MIN_LR': 2.5e-7,
  'TRAIN.LAYER_DECAY': 0.8,
  'TRAIN.CLIP_GRAD': null,
};

const encoders: Record<string, Settings> = {
  resnet50: { 'MODEL.TYPE': 'resnet', 'MODEL.RESNET.LAYERS': [3, 4, 6, 3] },
  vit_base: transformer(768, 12),
  vit_small: transformer(384, 6),
};

const tasks: Record<string, Settings> = {
  mfm: {
    'DATA.FILTER_TYPE': 'mfm',
    'DATA.MASK_RADIUS1': 16,
    'DATA.MASK_RADIUS2': 999,
    'MODEL.RECOVER_TARGET_TYPE': 'masked',
  },
  sr: { 'DATA.FILTER_TYPE': 'sr', 'DATA.SR_FACTOR': 8, 'MODEL.RECOVER_TARGET_TYPE': 'normal' },
  deblur: {
    'DATA.FILTER_TYPE': 'deblur',
    'DATA.BLUR.KERNEL_LIST': ['iso'],
    'DATA.BLUR.KERNEL_PROB': [1],
    'DATA.BLUR.SIGMA_X': [5, 5],
    'DATA.BLUR.SIGMA_Y': [5, 5],
    'MODEL.RECOVER_TARGET_TYPE': 'normal',
  },
  denoise: {
    'DATA.FILTER_TYPE': 'denoise',
    'DATA.NOISE.TYPE': ['gaussian'],
    'DATA.NOISE.PROB': [1],
    'DATA.NOISE.GAUSSIAN_SIGMA': [75, 75],
    'DATA.NOISE.GAUSSIAN_GRAY_NOISE_PROB': 0,
    'MODEL.RECOVER_TARGET_TYPE': 'normal',
  },
};

function transformer(width: number, heads: number): Settings {
  return {
    'MODEL.TYPE': 'vit',
    'MODEL.VIT.EMBED_DIM': width,
    'MODEL.VIT.DEPTH': 12,
    'MODEL.VIT.NUM_HEADS': heads,
    'MODEL.VIT.INIT_VALUES': null,
    'MODEL.VIT.USE_APE': true,
    'MODEL.VIT.USE_RPB': false,
    'MODEL.VIT.USE_SHARED_RPB': false,
    'MODEL.VIT.USE_MEAN_POOLING': false,
  };
}

/** What each published file means, by its name. */
function published(): Map<string, Settings> {
  const files = new Map<string, Settings>();
  const add = (encoder: string, tag: string, settings: Settings) =>
    files.set(`${encoder}/${tag}.yaml`, { ...encoders[encoder], ...settings, TAG: tag });
  for (const encoder of Object.keys(encoders)) {
    for (const [task, settings] of Object.entries(tasks)) {
      const ratio: Settings = task === 'mfm' ? { 'DATA.SAMPLE_RATIO': encoder === 'resnet50' ? 0.3 : 0.5 } : {};
      add(encoder, `${task}_pretrain__${encoder}__img224__300ep`, { ...pretraining, ...settings, ...ratio });
    }
  }
  add('vit_base', 'finetune__vit_base__img224__100ep', { ...finetuning, 'TRAIN.EPOCHS': 100 });
  add('vit_small', 'finetune__vit_small__img224__200ep', { ...finetuning, 'TRAIN.EPOCHS': 200 });
  return files;
}

test('the 14 published files are all here', () => {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.yaml'));
  assert.equal(found.length, 14);
  assert.deepEqual(found.map(name => name.replaceAll('\\', '/')).sort(), [...published().keys()].sort());
});

for (const [file, settings] of published()) {
  test(`${file} loads unchanged and means what it says`, async () => {
    const config = await loadConfig(folder + file);
    const defaults = defaultConfig();
    for (const key of fields.keys()) {
      const expected = key in settings ? settings[key] : valueAt(defaults, key);
      assert.deepEqual(valueAt(config, key), expected, key);
    }
  });
}

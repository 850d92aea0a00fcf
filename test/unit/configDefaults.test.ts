import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfig, validateConfig } from '../../extension/engine/config/check.js';
import type { Value } from '../../extension/engine/config/field.js';
import { defaultConfig, fields, valueAt } from '../../extension/engine/config/schema.js';

/** The defaults of the paper's code, key by key. */
const official: Record<string, Value> = {
  BASE: [''],
  'DATA.BATCH_SIZE': 128,
  'DATA.DATA_PATH': '',
  'DATA.DATASET': 'imagenet',
  'DATA.IMG_SIZE': 224,
  'DATA.MIN_CROP_SCALE': 0.2,
  'DATA.INTERPOLATION': 'bicubic',
  'DATA.PIN_MEMORY': true,
  'DATA.NUM_WORKERS': 8,
  'DATA.FILTER_TYPE': 'mfm',
  'DATA.SAMPLE_RATIO': 0.5,
  'DATA.MASK_RADIUS1': 16,
  'DATA.MASK_RADIUS2': 999,
  'DATA.SR_FACTOR': 8,
  'DATA.BLUR.KERNEL_SIZE': [7, 9, 11, 13, 15, 17, 19, 21],
  'DATA.BLUR.KERNEL_LIST': [
    'iso',
    'aniso',
    'generalized_iso',
    'generalized_aniso',
    'plateau_iso',
    'plateau_aniso',
    'sinc',
  ],
  'DATA.BLUR.KERNEL_PROB': [0.405, 0.225, 0.108, 0.027, 0.108, 0.027, 0.1],
  'DATA.BLUR.SIGMA_X': [0.2, 3],
  'DATA.BLUR.SIGMA_Y': [0.2, 3],
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: the paper's code says 3.1416, not pi.
  'DATA.BLUR.ROTATE_ANGLE': [-3.1416, 3.1416],
  'DATA.BLUR.BETA_GAUSSIAN': [0.5, 4],
  'DATA.BLUR.BETA_PLATEAU': [1, 2],
  'DATA.NOISE.TYPE': ['gaussian', 'poisson'],
  'DATA.NOISE.PROB': [0.5, 0.5],
  'DATA.NOISE.GAUSSIAN_SIGMA': [1, 30],
  'DATA.NOISE.GAUSSIAN_GRAY_NOISE_PROB': 0.4,
  'DATA.NOISE.POISSON_SCALE': [0.05, 3],
  'DATA.NOISE.POISSON_GRAY_NOISE_PROB': 0.4,
  'MODEL.TYPE': 'vit',
  'MODEL.NAME': 'pretrain',
  'MODEL.RESUME': '',
  'MODEL.NUM_CLASSES': 1000,
  'MODEL.DROP_RATE': 0,
  'MODEL.DROP_PATH_RATE': 0.1,
  'MODEL.LABEL_SMOOTHING': 0.1,
  'MODEL.SWIN.PATCH_SIZE': 4,
  'MODEL.SWIN.IN_CHANS': 3,
  'MODEL.SWIN.EMBED_DIM': 96,
  'MODEL.SWIN.DEPTHS': [2, 2, 6, 2],
  'MODEL.SWIN.NUM_HEADS': [3, 6, 12, 24],
  'MODEL.SWIN.WINDOW_SIZE': 7,
  'MODEL.SWIN.MLP_RATIO': 4,
  'MODEL.SWIN.QKV_BIAS': true,
  'MODEL.SWIN.QK_SCALE': null,
  'MODEL.SWIN.APE': false,
  'MODEL.SWIN.PATCH_NORM': true,
  'MODEL.VIT.PATCH_SIZE': 16,
  'MODEL.VIT.IN_CHANS': 3,
  'MODEL.VIT.EMBED_DIM': 768,
  'MODEL.VIT.DEPTH': 12,
  'MODEL.VIT.NUM_HEADS': 12,
  'MODEL.VIT.MLP_RATIO': 4,
  'MODEL.VIT.QKV_BIAS': true,
  'MODEL.VIT.INIT_VALUES': 0.1,
  'MODEL.VIT.USE_APE': true,
  'MODEL.VIT.USE_FPE': false,
  'MODEL.VIT.USE_RPB': false,
  'MODEL.VIT.USE_SHARED_RPB': false,
  'MODEL.VIT.USE_MEAN_POOLING': false,
  'MODEL.VIT.DECODER.EMBED_DIM': 512,
  'MODEL.VIT.DECODER.DEPTH': 0,
  'MODEL.VIT.DECODER.NUM_HEADS': 16,
  'MODEL.RESNET.LAYERS': [3, 4, 6, 3],
  'MODEL.RESNET.IN_CHANS': 3,
  'MODEL.RESNET.BLOCK': 'bottleneck',
  'MODEL.RECOVER_TARGET_TYPE': 'normal',
  'MODEL.FREQ_LOSS.LOSS_GAMMA': 1,
  'MODEL.FREQ_LOSS.MATRIX_GAMMA': 1,
  'MODEL.FREQ_LOSS.PATCH_FACTOR': 1,
  'MODEL.FREQ_LOSS.AVE_SPECTRUM': false,
  'MODEL.FREQ_LOSS.WITH_MATRIX': false,
  'MODEL.FREQ_LOSS.LOG_MATRIX': false,
  'MODEL.FREQ_LOSS.BATCH_MATRIX': false,
  'TRAIN.START_EPOCH': 0,
  'TRAIN.EPOCHS': 300,
  'TRAIN.WARMUP_EPOCHS': 20,
  'TRAIN.WEIGHT_DECAY': 0.05,
  'TRAIN.BASE_LR': 0.0003,
  'TRAIN.WARMUP_LR': 2.5e-7,
  'TRAIN.MIN_LR': 2.5e-6,
  'TRAIN.CLIP_GRAD': 3,
  'TRAIN.AUTO_RESUME': true,
  'TRAIN.ACCUMULATION_STEPS': 1,
  'TRAIN.USE_CHECKPOINT': false,
  'TRAIN.LR_SCHEDULER.NAME': 'cosine',
  'TRAIN.LR_SCHEDULER.DECAY_EPOCHS': 30,
  'TRAIN.LR_SCHEDULER.DECAY_RATE': 0.1,
  'TRAIN.LR_SCHEDULER.GAMMA': 0.1,
  'TRAIN.LR_SCHEDULER.MULTISTEPS': [],
  'TRAIN.OPTIMIZER.NAME': 'adamw',
  'TRAIN.OPTIMIZER.EPS': 1e-8,
  'TRAIN.OPTIMIZER.BETAS': [0.9, 0.999],
  'TRAIN.OPTIMIZER.MOMENTUM': 0.9,
  'TRAIN.LAYER_DECAY': 1,
  'AUG.COLOR_JITTER': 0.4,
  'AUG.AUTO_AUGMENT': 'rand-m9-mstd0.5-inc1',
  'AUG.REPROB': 0.25,
  'AUG.REMODE': 'pixel',
  'AUG.RECOUNT': 1,
  'AUG.MIXUP': 0.8,
  'AUG.CUTMIX': 1,
  'AUG.CUTMIX_MINMAX': null,
  'AUG.MIXUP_PROB': 1,
  'AUG.MIXUP_SWITCH_PROB': 0.5,
  'AUG.MIXUP_MODE': 'batch',
  'TEST.CROP': true,
  'TEST.CROP_RATIO': 0.875,
  AMP_OPT_LEVEL: '',
  OUTPUT: '',
  TAG: 'default',
  SAVE_FREQ: 10,
  PRINT_FREQ: 10,
  SEED: 0,
  EVAL_MODE: false,
  THROUGHPUT_MODE: false,
  LOCAL_RANK: 0,
  PRETRAINED: '',
};

const own: Record<string, Value> = {
  'DATA.VAL_PATH': '',
  'DATA.VAL_SPLIT': 0,
  'DATA.SHRINK_ON_LOAD': false,
  'TRAIN.LOSS': 'cross-entropy',
  'TRAIN.EMA_DECAY': 0,
  'TRAIN.THREADS': 0,
  'AUG.REPEATS': 1,
  'DATA.MEAN': [0.485, 0.456, 0.406],
  'DATA.STD': [0.229, 0.224, 0.225],
  'DATA.MASK_SHAPE': 'circle',
  'DATA.MASK_AREA_MATCHED': false,
  'DATA.MASK_FRACTION1': null,
  'DATA.MASK_FRACTION2': null,
  'DATA.MASK_RADII': '',
  'DATA.TASKS': [],
  'DATA.TASKS_MODE': 'draw',
  'DATA.TASKS_PROB': [],
  'MODEL.RESNET.WIDTH': 64,
  'MODEL.CONVNEXT.DEPTHS': [3, 3, 9, 3],
  'MODEL.CONVNEXT.DIMS': [96, 192, 384, 768],
  'MODEL.CONVNEXT.IN_CHANS': 3,
  'MODEL.CONVNEXT.LAYER_SCALE': 1e-6,
  DETERMINISTIC: false,
  KEEP_LAST: 3,
  KEEP_EVERY: 0,
  'SAMPLES.COUNT': 4,
  'SAMPLES.FREQ': 10,
  'PROBE.FREQ': 0,
  'PROBE.TRAIN_PATH': '',
  'PROBE.VAL_PATH': '',
  'PROBE.K': 20,
  'PROBE.TEMPERATURE': 0.07,
  'PROBE.IMAGES': 5000,
  'PROBE.MEASURES': ['knn', 'linear', 'health'],
  'SEGMENTATION.LAYOUT': 'pairs',
  'SEGMENTATION.CLASSES': 0,
  'SEGMENTATION.NAMES': [],
  'SEGMENTATION.IGNORE': 255,
  'SEGMENTATION.HEAD': 'upernet',
  'SEGMENTATION.HEAD_WIDTH': 64,
  'SEGMENTATION.TAPS': [],
};

test("every default is that of the paper's code", () => {
  const config = defaultConfig();
  for (const [key, value] of Object.entries(official)) assert.deepEqual(valueAt(config, key), value, key);
});

test('there are no keys beyond those of the paper and our own', () => {
  assert.deepEqual([...fields.keys()].sort(), [...Object.keys(official), ...Object.keys(own)].sort());
  for (const [key, value] of Object.entries(own)) assert.deepEqual(valueAt(defaultConfig(), key), value, key);
});

test('the defaults are valid, and an empty file stands for them', () => {
  validateConfig(defaultConfig());
  assert.deepEqual(checkConfig('', 'empty.yaml'), []);
});

test('two default configurations share nothing', () => {
  const one = defaultConfig();
  one.DATA.BLUR.KERNEL_LIST.pop();
  one.TRAIN.OPTIMIZER.BETAS[0] = 0;
  assert.equal(defaultConfig().DATA.BLUR.KERNEL_LIST.length, 7);
  assert.deepEqual(defaultConfig().TRAIN.OPTIMIZER.BETAS, [0.9, 0.999]);
});

test('every key says what it means', () => {
  for (const [key, field] of fields) assert.match(field.description, /^\S.*\.$/, key);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfig, validateConfig } from '../../extension/engine/config/check.js';
import { type Override, parseConfig } from '../../extension/engine/config/parse.js';
import { defaultConfig } from '../../extension/engine/config/schema.js';

const text = 'text (in quotes if it looks like a number or a word of YAML)';

/** A file, and the message of its first error after the file's name. */
const wrong: [yaml: string, message: string][] = [
  ['DATA:\n  MASK_RADIUS: 9', '2:3: DATA.MASK_RADIUS is not a known key; did you mean DATA.MASK_RADIUS1?'],
  ['EPOCHS: 3', '1:1: EPOCHS is not a known key; did you mean TRAIN.EPOCHS?'],
  ['data: {}', '1:1: data is not a known key; did you mean DATA?'],
  [
    'MODEL: {VIT: {WIDTHS_OF_ALL: 3}}',
    '1:15: MODEL.VIT.WIDTHS_OF_ALL is not a known key; remove it or check its spelling.',
  ],
  ['constructor: 3', '1:1: constructor is not a known key; remove it or check its spelling.'],
  ['DATA: 3', "1:7: DATA is a section and must hold 'KEY: value' lines."],
  ['- 3', "1:1: a configuration must hold 'KEY: value' lines."],
  ['SEED: {A: 3}', '1:7: SEED must be a whole number of at least 0 and at most 4294967295, not a section.'],
  ['DATA:\n  IMG_SIZE: 96.0', '2:13: DATA.IMG_SIZE must be a whole number of at least 1 and at most 16384, not 96.0.'],
  ['DATA: {IMG_SIZE: big}', '1:18: DATA.IMG_SIZE must be a whole number of at least 1 and at most 16384, not big.'],
  ['DATA: {IMG_SIZE: True}', '1:18: DATA.IMG_SIZE must be a whole number of at least 1 and at most 16384, not True.'],
  ['DATA: {IMG_SIZE: None}', '1:18: DATA.IMG_SIZE must be a whole number of at least 1 and at most 16384, not None.'],
  [
    'DATA:\n  IMG_SIZE:\nTAG: a',
    '2:3: DATA.IMG_SIZE must be a whole number of at least 1 and at most 16384, not empty.',
  ],
  ['DATA: {IMG_SIZE: 0}', '1:18: DATA.IMG_SIZE must be a whole number of at least 1 and at most 16384, not 0.'],
  ['DATA: {IMG_SIZE: 0x10}', '1:18: DATA.IMG_SIZE must be a whole number of at least 1 and at most 16384, not 0x10.'],
  ['TRAIN: {EPOCHS: 0}', '1:17: TRAIN.EPOCHS must be a whole number of at least 1 and at most 1000000, not 0.'],
  ['TRAIN: {BASE_LR: 0}', '1:18: TRAIN.BASE_LR must be a number above 0, not 0.'],
  ['TRAIN: {BASE_LR: .inf}', '1:18: TRAIN.BASE_LR must be a number above 0, not .inf.'],
  ['TRAIN: {BASE_LR: 1e999}', '1:18: TRAIN.BASE_LR must be a number above 0, not Infinity.'],
  ['TRAIN: {MIN_LR: -1e-3}', '1:17: TRAIN.MIN_LR must be a number of at least 0, not -0.001.'],
  ['TRAIN: {CLIP_GRAD: 0}', '1:20: TRAIN.CLIP_GRAD must be a number above 0, or None, not 0.'],
  ['DATA: {SAMPLE_RATIO: 1.5}', '1:22: DATA.SAMPLE_RATIO must be a number of at least 0 and at most 1, not 1.5.'],
  ['DATA: {MIN_CROP_SCALE: 0}', '1:24: DATA.MIN_CROP_SCALE must be a number above 0 and at most 1, not 0.'],
  ['MODEL: {VIT: {IN_CHANS: 1}}', '1:25: MODEL.VIT.IN_CHANS must be 3, not 1.'],
  ['TEST: {CROP: 1}', '1:14: TEST.CROP must be True or False, not 1.'],
  ['TAG: 100', `1:6: TAG must be ${text}, not 100.`],
  ['TAG: None', `1:6: TAG must be ${text}, not None.`],
  [
    'DATA: {FILTER_TYPE: mfn}',
    "1:21: DATA.FILTER_TYPE must be 'mfm', 'sr', 'deblur' or 'denoise', not 'mfn'; did you mean 'mfm'?",
  ],
  ['MODEL: {TYPE: bert}', "1:15: MODEL.TYPE must be 'vit', 'swin', 'resnet' or 'convnext', not 'bert'."],
  ['TRAIN: {OPTIMIZER: {NAME: lion}}', "1:27: TRAIN.OPTIMIZER.NAME must be 'adamw', 'lamb' or 'sgd', not 'lion'."],
  [
    'TRAIN: {LR_SCHEDULER: {NAME: cosin}}',
    "1:30: TRAIN.LR_SCHEDULER.NAME must be 'cosine', 'linear', 'step', 'multistep' or 'poly', not 'cosin'; did you mean 'cosine'?",
  ],
  [
    'TRAIN:\n  OPTIMIZER:\n    BETAS: (0.9, 1.5)',
    '3:12: TRAIN.OPTIMIZER.BETAS must be two numbers such as [0.2, 3], each of at least 0 and below 1, not [0.9, 1.5].',
  ],
  [
    'TRAIN: {OPTIMIZER: {BETAS: [0.9]}}',
    '1:28: TRAIN.OPTIMIZER.BETAS must be two numbers such as [0.2, 3], each of at least 0 and below 1, not [0.9].',
  ],
  [
    'DATA: {BLUR: {SIGMA_X: [5, 3]}}',
    '1:24: DATA.BLUR.SIGMA_X must be two numbers such as [0.2, 3], the lower one first, each above 0, not [5, 3].',
  ],
  [
    'DATA: {BLUR: {KERNEL_SIZE: [4]}}',
    '1:28: DATA.BLUR.KERNEL_SIZE must be a list of odd whole numbers such as [3, 5], each of at least 1 and at most 255, not [4].',
  ],
  ['DATA: {NOISE: {TYPE: [salt]}}', "1:22: DATA.NOISE.TYPE must be a list of 'gaussian' or 'poisson', not 'salt'."],
  ['BASE: a.yaml', "1:7: BASE must be a list of texts such as ['base.yaml'], not a.yaml."],
  ['SEED: 1\nSEED: 2', '2:1: this key is set twice; keep one of the two.'],
  ['SEED: 1\n\tTAG: a', '2:1: not valid YAML: Tabs are not allowed as indentation.'],
  ['? [a]\n: 3', '1:3: this is not a known key; remove it or check its spelling.'],
  // Rules between keys.
  [
    'DATA:\n  IMG_SIZE: 32',
    '2:13: DATA.MASK_RADIUS1 (16) must be less than half of DATA.IMG_SIZE (16); otherwise low-pass keeps and high-pass removes the whole spectrum.',
  ],
  [
    'DATA:\n  IMG_SIZE: 224\n  MASK_RADIUS1: 112',
    '3:17: DATA.MASK_RADIUS1 (112) must be less than half of DATA.IMG_SIZE (112); otherwise low-pass keeps and high-pass removes the whole spectrum.',
  ],
  ['DATA: {MASK_RADIUS2: 16}', '1:22: DATA.MASK_RADIUS2 (16) must be more than DATA.MASK_RADIUS1 (16).'],
  ['DATA: {FILTER_TYPE: sr, SR_FACTOR: 300}', '1:36: DATA.SR_FACTOR (300) must be at most DATA.IMG_SIZE (224).'],
  ['DATA: {TASKS: [mfm, sr], SR_FACTOR: 300}', '1:37: DATA.SR_FACTOR (300) must be at most DATA.IMG_SIZE (224).'],
  [
    'DATA: {MASK_FRACTION1: 0.5}',
    '1:24: DATA.MASK_FRACTION1 must be a number above 0 and below 0.5, or None, not 0.5.',
  ],
  [
    'DATA: {MASK_FRACTION1: 0.2, MASK_FRACTION2: 0.1}',
    '1:45: DATA.MASK_FRACTION2 (0.1) must be more than DATA.MASK_FRACTION1 (0.2): 22.4 and 44.8 bins.',
  ],
  [
    'DATA: {MASK_FRACTION1: 0.2, MASK_RADIUS2: 40}',
    '1:43: DATA.MASK_RADIUS2 (40) must be more than DATA.MASK_FRACTION1 (0.2): 40 and 44.8 bins.',
  ],
  [
    'DATA: {MASK_SHAPE: rhomb}',
    "1:20: DATA.MASK_SHAPE must be 'circle', 'square' or 'rhombus', not 'rhomb'; did you mean 'rhombus'?",
  ],
  [
    'DATA: {FILTER_TYPE: sr, MASK_RADII: radii.json}',
    '1:37: DATA.MASK_RADII needs the task mfm, which DATA.FILTER_TYPE does not name; add it, or leave DATA.MASK_RADII empty.',
  ],
  [
    'DATA: {MASK_FRACTION1: 0.1, MASK_RADII: radii.json}',
    '1:41: DATA.MASK_RADII and DATA.MASK_FRACTION1 both set the radius; leave one of them out.',
  ],
  ['DATA: {TASKS: [sr, mfm, sr]}', '1:15: DATA.TASKS names sr twice; name each task once.'],
  ['DATA: {TASKS: [jpeg]}', "1:15: DATA.TASKS must be a list of 'mfm', 'sr', 'deblur' or 'denoise', not 'jpeg'."],
  [
    'DATA: {TASKS: [sr, mfm], TASKS_PROB: [1]}',
    '1:38: DATA.TASKS_PROB has 1 values for the 2 of DATA.TASKS; give each its probability.',
  ],
  ['DATA: {TASKS: [sr, mfm], TASKS_PROB: [0, 0]}', '1:38: DATA.TASKS_PROB must have a value above 0.'],
  ['DATA: {BLUR: {KERNEL_SIZE: []}}', '1:28: DATA.BLUR.KERNEL_SIZE must name at least one size.'],
  [
    'DATA: {BLUR: {KERNEL_LIST: [iso]}}',
    '1:28: DATA.BLUR.KERNEL_PROB has 7 values for the 1 of DATA.BLUR.KERNEL_LIST; give each its probability.',
  ],
  ['DATA: {NOISE: {PROB: [0, 0]}}', '1:22: DATA.NOISE.PROB must have a value above 0.'],
  [
    'DATA: {FILTER_TYPE: sr}\nMODEL: {RECOVER_TARGET_TYPE: masked}',
    "2:30: MODEL.RECOVER_TARGET_TYPE must be 'normal' with DATA.FILTER_TYPE 'sr', which has no mask.",
  ],
  [
    'DATA: {TASKS: [sr, denoise]}\nMODEL: {RECOVER_TARGET_TYPE: masked}',
    "2:30: MODEL.RECOVER_TARGET_TYPE must be 'normal' with DATA.TASKS [sr, denoise], which have no mask.",
  ],
  [
    'MODEL: {RECOVER_TARGET_TYPE: masked, FREQ_LOSS: {PATCH_FACTOR: 2}}',
    "1:64: MODEL.FREQ_LOSS.PATCH_FACTOR (2) must be 1 with MODEL.RECOVER_TARGET_TYPE 'masked': the mask is of the whole image.",
  ],
  ['MODEL: {FREQ_LOSS: {PATCH_FACTOR: 3}}', '1:35: MODEL.FREQ_LOSS.PATCH_FACTOR (3) must divide DATA.IMG_SIZE (224).'],
  ['MODEL: {VIT: {PATCH_SIZE: 15}}', '1:27: MODEL.VIT.PATCH_SIZE (15) must divide DATA.IMG_SIZE (224).'],
  ['MODEL: {VIT: {EMBED_DIM: 100}}', '1:26: MODEL.VIT.NUM_HEADS (12) must divide MODEL.VIT.EMBED_DIM (100).'],
  [
    'MODEL: {VIT: {DECODER: {DEPTH: 1, NUM_HEADS: 7}}}',
    '1:46: MODEL.VIT.DECODER.NUM_HEADS (7) must divide MODEL.VIT.DECODER.EMBED_DIM (512).',
  ],
  [
    'MODEL: {VIT: {USE_FPE: True}}',
    '1:24: MODEL.VIT.USE_FPE and MODEL.VIT.USE_APE cannot both be True: a token has one position; set one to False.',
  ],
  [
    'MODEL: {VIT: {USE_FPE: True, USE_APE: False, EMBED_DIM: 90, NUM_HEADS: 9}}',
    '1:57: MODEL.VIT.EMBED_DIM (90) must be a multiple of 4 with MODEL.VIT.USE_FPE.',
  ],
  ['MODEL: {TYPE: swin, SWIN: {DEPTHS: []}}', '1:36: MODEL.SWIN.DEPTHS must name the blocks of at least one stage.'],
  [
    'MODEL: {TYPE: swin, SWIN: {DEPTHS: [2, 2]}}',
    '1:36: MODEL.SWIN.NUM_HEADS has 4 values for the 2 stages of MODEL.SWIN.DEPTHS; give each stage its heads.',
  ],
  [
    'MODEL: {TYPE: swin, SWIN: {EMBED_DIM: 100}}',
    '1:39: MODEL.SWIN.NUM_HEADS gives stage 1 3 heads, which must divide its width (100).',
  ],
  [
    'MODEL: {TYPE: swin, SWIN: {NUM_HEADS: [3, 6, 12, 25]}}',
    '1:39: MODEL.SWIN.NUM_HEADS gives stage 4 25 heads, which must divide its width (768).',
  ],
  [
    'DATA: {IMG_SIZE: 240}\nMODEL: {TYPE: swin}',
    '1:18: DATA.IMG_SIZE (240) must be a multiple of 32: patches of 4 pixels, merged two by two after each of 4 stages but the last.',
  ],
  [
    'DATA: {IMG_SIZE: 256}\nMODEL: {TYPE: swin}',
    '1:18: MODEL.SWIN.WINDOW_SIZE (7) must divide the 64 tokens a side of stage 1, or be as large.',
  ],
  [
    'MODEL: {TYPE: resnet, RESNET: {LAYERS: [3, 4]}}',
    '1:40: MODEL.RESNET.LAYERS ([3, 4]) must name the blocks of four stages, such as [3, 4, 6, 3].',
  ],
  [
    'DATA: {IMG_SIZE: 240}\nMODEL: {TYPE: convnext}',
    "1:18: DATA.IMG_SIZE (240) must be a multiple of 32 with MODEL.TYPE 'convnext', which makes one feature of 32 x 32 pixels.",
  ],
  [
    'MODEL: {TYPE: convnext, CONVNEXT: {DEPTHS: [2, 2]}}',
    '1:44: MODEL.CONVNEXT.DIMS has 4 widths for the 2 stages of MODEL.CONVNEXT.DEPTHS ([2, 2]); give each stage its blocks and its width.',
  ],
  ['DATA: {MEAN: [0.5]}', '1:14: DATA.MEAN has 1 values for the 3 channels of the images; give each channel one.'],
  ['DATA: {STD: [1, 1, 0]}', '1:13: DATA.STD must be a list of numbers such as [0.2, 3], each above 0, not [1, 1, 0].'],
  [
    'DATA: {IMG_SIZE: 240}\nMODEL: {TYPE: resnet}',
    "1:18: DATA.IMG_SIZE (240) must be a multiple of 32 with MODEL.TYPE 'resnet', which makes one feature of 32 x 32 pixels.",
  ],
  ['TRAIN: {EPOCHS: 10}', '1:17: TRAIN.WARMUP_EPOCHS (20) must be at most TRAIN.EPOCHS (10).'],
  ['TRAIN: {START_EPOCH: 300}', '1:22: TRAIN.START_EPOCH (300) must be less than TRAIN.EPOCHS (300).'],
  [
    'TRAIN: {LR_SCHEDULER: {NAME: multistep}}',
    "1:30: TRAIN.LR_SCHEDULER.MULTISTEPS must name the epochs of the drops for the schedule 'multistep'.",
  ],
];

for (const [yaml, message] of wrong) {
  test(`${JSON.stringify(yaml)} is refused`, () => {
    assert.throws(() => parseConfig(yaml, 'a.yaml'), { name: 'UserError', message: `a.yaml:${message}` });
    const first = checkConfig(yaml, 'a.yaml').find(found => found.severity === 'error')!;
    assert.equal(`${first.line}:${first.column}: ${first.message}`, message);
  });
}

test('rules count only where they matter', () => {
  for (const yaml of [
    'DATA: {FILTER_TYPE: deblur, MASK_RADIUS1: 500}',
    'DATA: {TASKS: [deblur, sr], MASK_RADIUS1: 500}',
    'DATA: {MASK_RADIUS1: 500, MASK_FRACTION1: 0.1}',
    'DATA: {FILTER_TYPE: sr, TASKS: [mfm, sr]}\nMODEL: {RECOVER_TARGET_TYPE: masked}',
    'MODEL: {VIT: {DECODER: {NUM_HEADS: 7}}}',
    'MODEL: {TYPE: resnet, VIT: {PATCH_SIZE: 15}}',
    'MODEL: {TYPE: vit, SWIN: {PATCH_SIZE: 15}}',
    'DATA: {IMG_SIZE: 64}\nMODEL: {TYPE: swin, SWIN: {WINDOW_SIZE: 8}}',
    'DATA: {IMG_SIZE: 192, MASK_RADIUS1: 16}\nMODEL: {TYPE: swin, SWIN: {WINDOW_SIZE: 6}}',
    'DATA: {MASK_RADIUS1: 111}',
    'TRAIN: {EPOCHS: 20}',
  ]) {
    const errors = checkConfig(yaml, 'a.yaml').filter(({ severity }) => severity === 'error');
    assert.deepEqual(errors, [], yaml);
  }
});

const wrongOverrides: [override: Override, message: string][] = [
  [['TRAIN.EPOCHZ', '3'], 'override: TRAIN.EPOCHZ is not a known key; did you mean TRAIN.EPOCHS?'],
  [['TRAIN', '3'], 'override: TRAIN is a section; name a key of it, such as TRAIN.START_EPOCH.'],
  [['BASE', "['a.yaml']"], 'override: BASE can only be set in a file.'],
  [
    ['TRAIN.EPOCHS', 'many'],
    "override: TRAIN.EPOCHS must be a whole number of at least 1 and at most 1000000, not 'many'.",
  ],
  [['MODEL.VIT.NUM_HEADS', '5'], 'override: MODEL.VIT.NUM_HEADS (5) must divide MODEL.VIT.EMBED_DIM (768).'],
];

for (const [override, message] of wrongOverrides) {
  test(`the override ${override.join(' ')} is refused`, () => {
    assert.throws(() => parseConfig('SEED: 1', 'a.yaml', { overrides: [override] }), { name: 'UserError', message });
  });
}

test('checkConfig reports everything at once, in the order of the text, with ranges', () => {
  const found = checkConfig('TRAIN:\n  EPOCHS: 0\nLOCAL_RANK: 3\nFOO: 3\n', 'a.yaml');
  assert.deepEqual(
    found.map(({ key, severity, line, column, endLine, endColumn }) => [
      key,
      severity,
      line,
      column,
      endLine,
      endColumn,
    ]),
    [
      ['TRAIN.EPOCHS', 'error', 2, 11, 2, 12],
      ['LOCAL_RANK', 'warning', 3, 13, 3, 14],
      ['FOO', 'error', 4, 1, 4, 4],
    ],
  );
});

test('a key without effect is a warning only when it asks for something else than the default', () => {
  assert.deepEqual(checkConfig('LOCAL_RANK: 0\nDATA: {PIN_MEMORY: True}', 'a.yaml'), []);
  assert.deepEqual(
    checkConfig('LOCAL_RANK: 3', 'a.yaml').map(found => found.message),
    ['LOCAL_RANK has no effect: a run is one process.'],
  );
  assert.equal(parseConfig('LOCAL_RANK: 3', 'a.yaml').LOCAL_RANK, 3);
});

test('what is wrong in an inherited file stands at the BASE line', () => {
  const [found, ...others] = checkConfig("SEED: 1\nBASE: ['b/base.yaml']\n", 'a.yaml', () => 'TAG: x\nSEEDS: 3\n');
  assert.deepEqual(others, []);
  assert.equal(found!.line, 2);
  assert.equal(found!.message, 'b/base.yaml:2:1: SEEDS is not a known key; did you mean SEED?');
});

test('validateConfig refuses what was built wrongly in code', () => {
  const outside = defaultConfig();
  outside.DATA.SAMPLE_RATIO = 2;
  assert.throws(() => validateConfig(outside), {
    name: 'UserError',
    message: 'DATA.SAMPLE_RATIO must be a number of at least 0 and at most 1, not 2.',
  });
  const fractional = defaultConfig();
  fractional.DATA.IMG_SIZE = 96.5;
  assert.throws(() => validateConfig(fractional), {
    name: 'UserError',
    message: /DATA\.IMG_SIZE must be a whole number/,
  });
  const unfit = defaultConfig();
  unfit.MODEL.VIT.NUM_HEADS = 7;
  assert.throws(() => validateConfig(unfit), { name: 'UserError', message: /NUM_HEADS \(7\) must divide/ });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonSchema } from '../../../extension/engine/config/jsonSchema.js';
import { isField, type Section } from '../../../extension/engine/config/keyTree.js';
import { parseConfig } from '../../../extension/engine/config/parse.js';
import { defaultConfig, fields, schema } from '../../../extension/engine/config/schema.js';
import { sectionDescriptions } from '../../../extension/engine/config/sections.js';
import { written } from '../../../extension/engine/config/written.js';
import { keptCoefficients } from '../../../extension/engine/frequency/keptCoefficients.js';
import { shapedMask } from '../../../extension/engine/frequency/maskShape.js';
import { analyse } from '../../../extension/host/configs/documents/analysis.js';
import { type Derived, derivedAt } from '../../../extension/host/configs/help/derived.js';
import { keyHelp } from '../../../extension/host/configs/help/keyHelp.js';

function sectionsOf(section: Section, prefix = ''): string[] {
  return Object.entries(section).flatMap(([name, node]) =>
    isField(node) ? [] : [prefix + name, ...sectionsOf(node, `${prefix}${name}.`)],
  );
}

test('every section has a description, and no description is left over', () => {
  assert.deepEqual(Object.keys(sectionDescriptions), sectionsOf(schema));
  assert.equal(jsonSchema().properties!['DATA']!.properties!['NOISE']!.description, sectionDescriptions['DATA.NOISE']);
});

test('help says what a key means, takes and defaults to', () => {
  assert.deepEqual(keyHelp('DATA.MASK_RADIUS1', defaultConfig()), {
    key: 'DATA.MASK_RADIUS1',
    description: fields.get('DATA.MASK_RADIUS1')!.description,
    unit: 'frequency bins (cycles per image)',
    takes: 'a whole number of at least 1',
    default: '16',
    paper: '16 at 224 pixels',
    where:
      "MODEL.NAME is neither 'finetune' nor 'segment', 'mfm' is a task, DATA.MASK_FRACTION1 is None and DATA.MASK_RADII is ''",
    noEffect: undefined,
    refusal: undefined,
  });
  assert.equal(keyHelp('TRAIN.WARMUP_LR', defaultConfig())!.default, '2.5e-7');
  assert.equal(keyHelp('LOCAL_RANK', defaultConfig())!.noEffect, 'a run is one process');
  assert.deepEqual(keyHelp('DATA.NOISE', defaultConfig())!.names!.slice(0, 2), ['TYPE', 'PROB']);
  for (const unknown of ['DATA.FOO', 'constructor', 'DATA.IMG_SIZE.min', 'FOO.BAR']) {
    assert.equal(keyHelp(unknown, defaultConfig()), undefined, unknown);
  }
});

test('help says where a key counts, why it does nothing in this config, and what no training starts with', () => {
  const config = defaultConfig();
  const help = keyHelp('MODEL.SWIN.APE', config)!;
  assert.equal(help.where, "MODEL.TYPE is 'swin'");
  assert.equal(help.noEffect, "it counts where MODEL.TYPE is 'swin', and here that is 'vit'");
  config.MODEL.TYPE = 'swin';
  assert.equal(keyHelp('MODEL.SWIN.APE', config)!.noEffect, undefined);
  assert.match(keyHelp('EVAL_MODE', config)!.refusal!, /set it to False/);
  assert.equal(keyHelp('TRAIN.BASE_LR', config)!.where, undefined, 'it counts everywhere');
});

test('values are written so that they are read as they are', () => {
  const texts = [
    'plain',
    '../photos',
    'my photos',
    '100',
    'True',
    'None',
    '',
    "it's",
    '# no',
    'a: b',
    '*x',
    '-x',
    'a #b',
    'Fotos/Übersee',
    ' a ',
  ];
  for (const text of texts) {
    assert.equal(parseConfig(`DATA: {DATASET: ${written(text)}}`, 'a.yaml').DATA.DATASET, text, written(text));
  }
  assert.equal(written(3e-4), '3e-4');
  assert.equal(written(0.05), '0.05');
  assert.equal(written([0.9, 0.999]), '[0.9, 0.999]');
  assert.equal(written(['iso', '7']), "[iso, '7']");
});

test('kept coefficients are the sum of the mask', () => {
  for (const [size, r1, r2] of [
    [1, 1, 999],
    [7, 2, 999],
    [8, 3, 999],
    [8, 2, 4],
    [9, 4, 5],
    [96, 7, 999],
    [97, 20, 40],
    [224, 16, 999],
    [32, 15, 16],
    [10, 5, 3],
  ] as const) {
    for (const shape of ['circle', 'square', 'rhombus'] as const) {
      for (const areaMatched of [false, true]) {
        for (const widened of [0, 0.3]) {
          const band = { shape, areaMatched, r1: r1 + widened, r2: r2 + widened };
          const sum = shapedMask(size, size, band).reduce((total, kept) => total + kept, 0);
          assert.equal(keptCoefficients(size, band), sum, `${size} ${JSON.stringify(band)}`);
        }
      }
    }
  }
});

function derived(key: string, text: string, images?: number): Derived | undefined {
  const { config, diagnostics } = analyse(text, '/w/a.yaml', () => 'TRAIN: {ACCUMULATION_STEPS: 4}\n');
  return derivedAt(key, config, diagnostics, images);
}

test('what values amount to, with the values of BASE', () => {
  const rate = derived('TRAIN.BASE_LR', "BASE: ['b.yaml']\nDATA: {BATCH_SIZE: 256}\nTRAIN: {BASE_LR: 3e-4}\n");
  assert.deepEqual(rate, { kind: 'rate', rate: 6e-4, factor: 2 });
  assert.deepEqual(derived('DATA.BATCH_SIZE', "BASE: ['b.yaml']\nDATA: {BATCH_SIZE: 8}\n"), {
    kind: 'batch',
    images: 32,
  });
  assert.equal(derived('DATA.BATCH_SIZE', 'DATA: {BATCH_SIZE: 8}\n'), undefined, 'nothing is to be said');
  assert.deepEqual(derived('MODEL.VIT.PATCH_SIZE', ''), { kind: 'tokens', tokens: 196, side: 14 });
  assert.equal(derived('MODEL.VIT.PATCH_SIZE', 'MODEL: {TYPE: resnet}'), undefined);
  assert.deepEqual(derived('DATA.MASK_RADIUS1', ''), { kind: 'kept', kept: 793, of: 224 * 224 });
  assert.equal(derived('DATA.MASK_RADIUS2', ''), undefined, 'the outer radius lies outside');
  assert.equal(derived('DATA.MASK_RADIUS2', 'DATA: {MASK_RADIUS2: 50}')?.kind, 'kept');
  assert.equal(derived('DATA.MASK_RADIUS1', 'DATA: {FILTER_TYPE: sr}'), undefined);
  assert.equal(derived('DATA.MASK_RADIUS1', 'DATA: {TASKS: [sr, mfm], FILTER_TYPE: sr}')?.kind, 'kept');
  assert.equal(derived('DATA.MASK_RADIUS1', 'DATA: {MASK_RADII: radii.json}'), undefined);
  assert.deepEqual(derived('DATA.MASK_SHAPE', 'DATA: {MASK_SHAPE: square, MASK_RADIUS1: 10}'), {
    ...{ kind: 'kept', kept: 19 * 19, of: 224 * 224 },
  });
  const share = 'DATA: {MASK_FRACTION1: 0.071428}';
  assert.deepEqual(derived('DATA.MASK_FRACTION1', share), { kind: 'kept', kept: 793, of: 224 * 224 });
  assert.equal(derived('DATA.MASK_RADIUS1', share), undefined, 'the share takes its place');
  assert.deepEqual(derived('TRAIN.EPOCHS', '', 1000), { kind: 'steps', steps: 300 * 7, images: 1000 });
  assert.equal(derived('TRAIN.EPOCHS', ''), undefined);
});

test('nothing is derived from values that are wrong', () => {
  assert.equal(derived('TRAIN.BASE_LR', 'DATA: {BATCH_SIZE: many}'), undefined);
  assert.equal(derived('TRAIN.BASE_LR', "BASE: ['a.yaml']"), undefined, 'BASE cannot be followed');
  assert.equal(derived('TRAIN.BASE_LR', 'SEED: 1\nSEED: 2\n'), undefined);
  assert.equal(derived('DATA.MASK_RADIUS1', 'DATA: {IMG_SIZE: 2000000000}'), undefined);
  assert.equal(derived('TRAIN.BASE_LR', 'FOO: 1\n')?.kind, 'rate', 'a problem elsewhere does no harm');
});

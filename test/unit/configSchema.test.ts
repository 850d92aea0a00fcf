import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { type JsonSchema, jsonSchemaText } from '../../extension/engine/config/jsonSchema.js';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { toYaml } from '../../extension/engine/config/write.js';
import { fits } from '../support/jsonSchema.js';
import { root } from '../support/root.js';

const schema = JSON.parse(jsonSchemaText()) as JsonSchema;

/** Reads as a YAML editor does: YAML 1.2, knowing nothing of Python. */
const accepts = (yaml: string) => fits(parse(yaml), schema);

test('media/mfm-config.schema.json is current; if not, run node scripts/generate-schema.mjs', () => {
  assert.equal(readFileSync(`${root}media/mfm-config.schema.json`, 'utf8'), jsonSchemaText());
});

test('it accepts every published file, every preset, and what toYaml writes', () => {
  for (const folder of ['test/golden/configs/', 'examples/configs/']) {
    const names = readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.yaml'),
    );
    assert.ok(names.length >= 4, folder);
    for (const name of names) assert.ok(accepts(readFileSync(root + folder + name, 'utf8')), name);
  }
  assert.ok(accepts(toYaml(defaultConfig())));
});

test('it accepts the spellings of the paper', () => {
  for (const yaml of [
    'TRAIN:\n  OPTIMIZER:\n    BETAS: (0.9, 0.95)',
    'TRAIN: {OPTIMIZER: {BETAS: [0.9, 0.95]}}',
    'TRAIN: {CLIP_GRAD: None}',
    'TRAIN: {CLIP_GRAD: null}',
    'TRAIN: {BASE_LR: 3e-4}',
    'TEST: {CROP: True}',
    'DATA:',
    "BASE: ['']",
  ]) {
    assert.ok(accepts(yaml), yaml);
  }
});

test('it refuses unknown keys, other types, and values out of range', () => {
  for (const yaml of [
    'FOO: 1',
    'DATA: {MASK_RADIUS: 9}',
    'DATA: 3',
    'DATA: {IMG_SIZE: big}',
    'DATA: {IMG_SIZE: 9.5}',
    'DATA: {IMG_SIZE: 0}',
    'DATA: {IMG_SIZE: None}',
    'DATA: {SAMPLE_RATIO: 1.5}',
    'DATA: {FILTER_TYPE: mfn}',
    'DATA: {BLUR: {SIGMA_X: [5]}}',
    'DATA: {BLUR: {SIGMA_X: five}}',
    'DATA: {BLUR: {KERNEL_LIST: [foo]}}',
    'TRAIN: {BASE_LR: 0}',
    'TRAIN: {OPTIMIZER: {NAME: lion}}',
    'TAG: 100',
    'TEST: {CROP: 1}',
  ]) {
    assert.ok(!accepts(yaml), yaml);
  }
});

test('every key has a description, a default that fits it, and a hover with unit and paper value', () => {
  const check = (node: JsonSchema, name: string): void => {
    if (node.properties) for (const [key, child] of Object.entries(node.properties)) check(child, key);
    else assert.ok(node.description && fits(node.default, node), name);
  };
  check(schema, '');
  const radius = schema.properties!['DATA']!.properties!['MASK_RADIUS1']!;
  assert.match(
    radius.description!,
    /Unit: frequency bins \(cycles per image\)\. Paper: 16 at 224 pixels\. Counts where /,
  );
});

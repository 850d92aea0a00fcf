import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { checkConfig } from '../../extension/engine/config/check.js';
import type { Value } from '../../extension/engine/config/field.js';
import { loadConfig } from '../../extension/engine/config/load.js';
import { parseConfig } from '../../extension/engine/config/parse.js';
import { defaultConfig, fields } from '../../extension/engine/config/schema.js';
import { valueProblem } from '../../extension/engine/config/value.js';
import { noEffect } from '../../extension/engine/config/where.js';
import { written } from '../../extension/engine/config/written.js';
import { root } from '../support/root.js';

const marks = (text: string) => checkConfig(text, 'a.yaml').map(({ code, message }) => [code, message]);

test('what a key depends on are keys, and values that those can have', () => {
  for (const [key, { where = [] }] of fields) {
    for (const condition of where.flatMap(one => ('anyOf' in one ? one.anyOf : one))) {
      const other = fields.get('task' in condition ? 'DATA.FILTER_TYPE' : condition.key);
      assert.ok(other, `${key}: ${JSON.stringify(condition)}`);
      const values: Value[] =
        'task' in condition
          ? [condition.task]
          : 'has' in condition
            ? [[...condition.has]]
            : 'isOneOf' in condition
              ? [...condition.isOneOf]
              : 'isNoneOf' in condition
                ? [...condition.isNoneOf]
                : ['is' in condition ? condition.is : condition.isNot];
      for (const value of values) assert.equal(valueProblem('x', other, value), undefined, `${key}: ${value}`);
    }
  }
});

/** A value that is not the default, as it would be written. */
function another(key: string): string {
  const { default: usual, item, list, path } = fields.get(key)!;
  const choice = item.choices?.find(word => word !== usual && word !== '');
  if (list) {
    if (item.type === 'text') return `[${choice ?? 'x'}]`;
    return list.length ? '[0.5, 0.75]' : '[3, 5]';
  }
  if (choice) return choice;
  if (item.type === 'boolean') return usual ? 'False' : 'True';
  if (item.type === 'text') return path ? './x' : 'x';
  const { min = 0, max = 1e9 } = item;
  return written(
    [0.25, 0.5, 3, 4].find(
      number => number !== usual && number >= min && number <= max && (item.type !== 'integer' || number >= 3),
    )!,
  );
}

test('every key that does nothing in the config that it stands in is marked, and no other is', () => {
  for (const [key, field] of fields) {
    if (key === 'BASE' || (field.item.min === field.item.max && field.item.min !== undefined)) continue;
    const nested = key.split('.').reduceRight((inner, name) => `{${name}: ${inner}}`, another(key));
    const found = checkConfig(nested.slice(1, -1), 'a.yaml').filter(({ severity }) => severity === 'warning');
    const expected = field.refusal ? ['refused'] : noEffect(field, defaultConfig()) ? ['no-effect'] : [];
    assert.deepEqual(
      found.map(({ code }) => code),
      expected,
      nested,
    );
  }
});

test('the mark names what is needed and what is there', () => {
  assert.deepEqual(marks('MODEL: {SWIN: {APE: True}}'), [
    ['no-effect', "MODEL.SWIN.APE has no effect: it counts where MODEL.TYPE is 'swin', and here that is 'vit'."],
  ]);
  assert.deepEqual(marks('DATA: {SR_FACTOR: 4}'), [
    ['no-effect', "DATA.SR_FACTOR has no effect: it counts where 'sr' is a task, and here DATA.FILTER_TYPE is 'mfm'."],
  ]);
  assert.deepEqual(marks('DATA: {TASKS: [mfm, deblur], NOISE: {POISSON_SCALE: [1, 2]}}'), [
    [
      'no-effect',
      "DATA.NOISE.POISSON_SCALE has no effect: it counts where 'denoise' is a task, and here DATA.TASKS is [mfm, deblur].",
    ],
  ]);
  assert.deepEqual(marks('DATA: {FILTER_TYPE: denoise, NOISE: {TYPE: [gaussian], PROB: [1], POISSON_SCALE: [1, 2]}}'), [
    [
      'no-effect',
      "DATA.NOISE.POISSON_SCALE has no effect: it counts where DATA.NOISE.TYPE has 'poisson', and here that is [gaussian].",
    ],
  ]);
});

test('a key that counts in one of two places is marked where it is in neither', () => {
  const text = 'MODEL: {TYPE: resnet, NAME: first, DROP_PATH_RATE: 0.2}';
  assert.deepEqual(marks(text), [
    [
      'no-effect',
      "MODEL.DROP_PATH_RATE has no effect: it counts where MODEL.TYPE is not 'resnet' or MODEL.NAME is 'finetune' or 'segment', " +
        "and here MODEL.TYPE is 'resnet' and MODEL.NAME is 'first'.",
    ],
  ]);
  assert.deepEqual(marks(text.replace('first', 'finetune')), []);
  assert.deepEqual(marks(text.replace('resnet', 'vit')), []);
});

test('a key counts where its condition holds, is left alone at its default, and while another key is wrong', () => {
  for (const text of [
    'MODEL: {TYPE: swin, SWIN: {APE: True}}',
    'MODEL: {SWIN: {APE: False}}',
    'DATA: {TASKS: [sr, mfm], SR_FACTOR: 4, SAMPLE_RATIO: 0.3}',
    'TRAIN: {LR_SCHEDULER: {NAME: step, DECAY_EPOCHS: 10}}',
    'MODEL: {FREQ_LOSS: {WITH_MATRIX: True, LOG_MATRIX: True}}',
    'MODEL: {NAME: finetune, NUM_CLASSES: 10, VIT: {USE_MEAN_POOLING: True}}',
  ]) {
    assert.deepEqual(marks(text), [], text);
  }
  assert.deepEqual(
    marks('MODEL: {TYPE: swim, SWIN: {APE: True}}').map(([code]) => code),
    ['value'],
  );
  assert.deepEqual(
    checkConfig('TAG: a', 'a.yaml', () => ''),
    [],
  );
});

test('an inherited setting that does nothing here is marked at the BASE line; an override says so too', () => {
  const [found] = checkConfig("BASE: ['b.yaml']", 'a.yaml', () => 'MODEL: {SWIN: {APE: True}}');
  assert.equal(found!.line, 1);
  assert.match(found!.message, /^b\.yaml:1:21: MODEL\.SWIN\.APE has no effect/);
  const warnings: string[] = [];
  const overrides: [string, string][] = [['DATA.SR_FACTOR', '4']];
  const config = parseConfig('LOCAL_RANK: 3', 'a.yaml', { overrides, warn: sentence => warnings.push(sentence) });
  assert.equal(config.DATA.SR_FACTOR, 4, 'what has no effect is no error');
  assert.deepEqual(warnings, [
    'a.yaml:1:13: LOCAL_RANK has no effect: a run is one process.',
    "override: DATA.SR_FACTOR has no effect: it counts where 'sr' is a task, and here DATA.FILTER_TYPE is 'mfm'.",
  ]);
});

test('what no training starts with is marked with what to do', () => {
  assert.deepEqual(marks('EVAL_MODE: True'), [
    [
      'refused',
      'EVAL_MODE is True: a run trains and does not measure instead; `mfm evaluate` measures a checkpoint, and so do ' +
        '`mfm finetune`, `mfm segment` and `mfm train` with a config that fine-tunes or segments; set it to False to train.',
    ],
  ]);
  assert.equal(marks('THROUGHPUT_MODE: True\nTRAIN: {START_EPOCH: 5}').length, 2);
  assert.equal(parseConfig('EVAL_MODE: True', 'a.yaml').EVAL_MODE, true, 'it can be looked at');
});

test('the published files say nothing in vain but what their networks and kernels do not have', async () => {
  const folder = `${root}test/golden/configs/`;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.yaml'),
  )) {
    const warnings: string[] = [];
    await loadConfig(folder + name, [], sentence => warnings.push(/: ([A-Z_.]+) has no effect/.exec(sentence)![1]!));
    const expected = [
      ...(name.includes('resnet') ? ['MODEL.DROP_PATH_RATE'] : []),
      ...(name.includes('deblur') ? ['DATA.BLUR.SIGMA_Y'] : []),
      ...(name.includes('finetune') ? ['AUG.COLOR_JITTER'] : []),
    ];
    assert.deepEqual(warnings.sort(), expected.sort(), name);
  }
});

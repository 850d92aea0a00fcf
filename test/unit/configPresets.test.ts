import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { loadConfig } from '../../extension/engine/config/load.js';
import { type Config, fields, valueAt } from '../../extension/engine/config/schema.js';
import { noEffect, sameValue } from '../../extension/engine/config/where.js';
import { createModel } from '../../extension/engine/models/model.js';
import { root } from '../support/root.js';

const folder = `${root}examples/configs/`;
const presets = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map(name => name.replaceAll('\\', '/'))
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.slice(0, -'.yaml'.length));
const preset = (name: string) => loadConfig(`${folder}${name}.yaml`);

const tasks = ['mfm', 'sr', 'deblur', 'denoise'];

/** The presets that repeat a published file, and its tag. */
const published = new Map([
  ...['vit_small', 'vit_base', 'resnet50'].flatMap(encoder =>
    tasks.map((task): [string, string] => [
      task === 'mfm' ? encoder : `${encoder}_${task}`,
      `${encoder}/${task}_pretrain__${encoder}__img224__300ep`,
    ]),
  ),
  ['finetune/vit_base', 'vit_base/finetune__vit_base__img224__100ep'],
  ['finetune/vit_small', 'vit_small/finetune__vit_small__img224__200ep'],
]);

for (const [name, original] of published) {
  test(`${name}.yaml has the settings of the published file, on one device, in half precision where that is safe`, async () => {
    const config = await preset(name);
    const wanted = await loadConfig(`${root}test/golden/configs/${original}.yaml`);
    const different = [...fields].filter(
      ([key, field]) => noEffect(field, wanted) === undefined && !sameValue(valueAt(config, key), valueAt(wanted, key)),
    );
    assert.deepEqual(
      different.map(([key]) => key),
      ['TRAIN.ACCUMULATION_STEPS', 'AMP_OPT_LEVEL', 'TAG'],
    );
    assert.equal(config.DATA.BATCH_SIZE * config.TRAIN.ACCUMULATION_STEPS, 2048);
  });
}

for (const name of ['vit_tiny', 'vit_large', 'resnet18', 'resnet34', 'resnet101', 'swin_tiny']) {
  test(`${name}.yaml holds the paper's pre-training settings`, async () => {
    const [own, paper] = [await preset(name), await preset(name.startsWith('resnet') ? 'resnet50' : 'vit_small')];
    for (const [key, field] of fields) {
      if (
        noEffect(field, own) !== undefined ||
        key === 'MODEL.TYPE' ||
        /^(BASE|TAG|MODEL\.(VIT|RESNET|SWIN)\..*)$/.test(key)
      )
        continue;
      assert.deepEqual(valueAt(own, key), valueAt(paper, key), key);
    }
  });
}

for (const encoder of ['vit', 'resnet', 'swin']) {
  for (const task of tasks) {
    test(`small/${encoder}_${task}.yaml finds the photographs and trains at a learning rate of 2e-3`, async () => {
      await assertTrainable(await preset(`small/${encoder}_${task}`), task);
    });
  }
}

test('demo.yaml finds the photographs and trains at a learning rate of 2e-3', async () => {
  await assertTrainable(await preset('demo'), 'mfm');
});

test('no preset sets what has no effect, but those for fine-tuning, which show what the paper does', async () => {
  for (const name of presets.filter(name => !name.startsWith('finetune/'))) {
    await loadConfig(`${folder}${name}.yaml`, [], assert.fail);
  }
});

test('every preset is one of these, and says how many parameters its network has', async () => {
  const more = [
    'demo',
    'demo_finetune',
    'finetune/resnet50_a2',
    'finetune/resnet50_a3',
    'vit_tiny',
    'vit_large',
    'resnet18',
    'resnet34',
    'resnet101',
    'swin_tiny',
  ];
  const small = presets.filter(name => name.startsWith('small/'));
  assert.equal(small.length, 12);
  assert.deepEqual([...presets].sort(), [...published.keys(), ...more, ...small].sort());
  for (const name of presets) {
    const said = /(\S+) million parameters/.exec(readFileSync(`${folder}${name}.yaml`, 'utf8'))?.[1];
    if (!said) continue;
    const parameters = createModel(await preset(name)).parameters.count();
    assert.equal(said, (parameters / 1e6).toFixed(1), name);
  }
});

/** The peak learning rate is scaled (fact sheet 1.12). */
async function assertTrainable({ DATA, TRAIN, MODEL }: Config, task: string): Promise<void> {
  assert.ok(statSync(DATA.DATA_PATH).isDirectory());
  const photos = readdirSync(DATA.DATA_PATH, { recursive: true, encoding: 'utf8' }).filter(n => n.endsWith('.jpg'));
  assert.ok(photos.length >= DATA.BATCH_SIZE);
  const peak = (TRAIN.BASE_LR * DATA.BATCH_SIZE * TRAIN.ACCUMULATION_STEPS) / 512;
  assert.ok(Math.abs(peak - 2e-3) < 1e-12);
  assert.equal(DATA.FILTER_TYPE, task);
  assert.equal(MODEL.RECOVER_TARGET_TYPE, task === 'mfm' ? 'masked' : 'normal');
}

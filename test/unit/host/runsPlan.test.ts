import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decisions } from '../../../extension/host/runs/decisions.js';
import { planDetail, planQuestion } from '../../../extension/host/runs/planText.js';
import type { RunPlan } from '../../../extension/protocol/workerApi.js';
import { fakeStart } from '../../support/fakeRunState.js';
import { english } from '../../support/words.js';

const plan: RunPlan = {
  ...fakeStart,
  task: 'masked frequencies',
  imageSize: '224',
  memoryBytes: 1.4e9,
  machineBytes: 8e9,
  imageFolder: '/data/photos',
  leftOut: { count: 0, files: [] },
  backendReason: 'TensorFlow 2.21.0 is installed',
};

test('the question names the model, the detail everything that will run', () => {
  assert.equal(planQuestion(english, plan, 'pretrain'), 'Pretrain ViT, patch 16, width 192, depth 12?');
  assert.equal(planQuestion(english, plan, 'finetune'), 'Fine-tune ViT, patch 16, width 192, depth 12?');
  assert.deepEqual(planDetail(english, plan, 'nothing').split('\n'), [
    'Images: 83',
    'Task: masked frequencies, at 224 pixels',
    'Model: ViT, patch 16, width 192, depth 12, 5.68 M parameters',
    'Batch: 16',
    'Epochs: 150',
    'Steps: 1\u202f800, 12 an epoch',
    'Learning rate: 3e-4 at its peak',
    'Computes with: tensorflow on CPU, 2 threads: TensorFlow 2.21.0 is installed',
    'Memory: about 1.4 GB of 8.0 GB',
    'Folder: /data/runs/demo',
    '',
    'The run goes on when you close this window.',
  ]);
});

const leftOut = (count: number) => ({
  count,
  files: Array.from({ length: count }, (_, i) => ({ path: `class/${i}.jpg`, reason: 'the file is empty' })),
});

test('images that are left out are counted, named with their reason, and can be shown', () => {
  const detail = planDetail(english, { ...plan, leftOut: leftOut(7) }, 'nothing');
  assert.match(detail, /^Images: 83 of 90$/m);
  const [, paragraph] = detail.split('\n\n');
  assert.deepEqual(paragraph!.split('\n'), [
    '7 files are left out, because a first look at their bytes says that they are no images:',
    ...[0, 1, 2, 3, 4].map(i => `class/${i}.jpg: the file is empty`),
    '… and 2 more',
  ]);
  assert.match(
    planDetail(english, { ...plan, leftOut: leftOut(1) }, 'nothing'),
    /^1 file is left out.* no image:\nclass\/0\.jpg: /m,
  );
  const choices = decisions({ ...plan, leftOut: leftOut(1) }, { held: 'nothing', canInstall: true });
  assert.deepEqual(choices, ['start', 'install', 'showLeftOut']);
});

test('accumulation and finished steps are told', () => {
  const detail = planDetail(english, { ...plan, accumulation: 4, step: 600, resumedFrom: '/c' }, 'checkpoints');
  assert.match(detail, /^Batch: 16 × 4$/m);
  assert.match(detail, /^Steps: .*; 600 are done$/m);
});

test('how long the steps that are left take is told, and warned of where it is days', () => {
  const rest = { ...plan, step: 600, resumedFrom: '/c' };
  assert.match(
    planDetail(english, rest, 'checkpoints', { begin: 5, seconds: 0.7 }),
    /^Time: about 14 min of training$/m,
  );
  assert.doesNotMatch(planDetail(english, plan, 'nothing', { begin: 5, seconds: 90 }), /That is days/);
  assert.match(
    planDetail(english, plan, 'nothing', { begin: 5, seconds: 1000 }),
    /^Time: about 21 days .*^That is days on this computer/ms,
  );
});

test('beside a GPU it is the memory of the GPU', () => {
  assert.match(
    planDetail(english, { ...plan, device: 'GPU: NVIDIA H200' }, 'nothing'),
    /^Memory of the GPU: about 1.4 GB/m,
  );
});

test('memory is warned of beyond four fifths of what there is', () => {
  const warning = /more memory than there is/;
  assert.doesNotMatch(planDetail(english, { ...plan, memoryBytes: 6.4e9 }, 'nothing'), warning);
  assert.match(planDetail(english, { ...plan, memoryBytes: 6.5e9 }, 'nothing'), warning);
});

test('a folder that holds a run is a choice between going on and starting anew', () => {
  const free = { held: 'nothing', canInstall: false } as const;
  const taken = { held: 'checkpoints', canInstall: false } as const;
  assert.deepEqual(decisions(plan, free), ['start']);
  assert.deepEqual(decisions({ ...plan, step: 600 }, taken), ['resume', 'startNew']);
  assert.deepEqual(decisions({ ...plan, step: plan.totalSteps }, taken), ['startNew'], 'nothing is left to do');
  assert.deepEqual(decisions(plan, { ...free, canInstall: true }), ['start', 'install']);
});

test('a run without a checkpoint is never begun again in silence, nor said to be resumed', () => {
  assert.deepEqual(decisions(plan, { held: 'curve', canInstall: false }), ['startAgain', 'startNew']);
  const detail = planDetail(english, plan, 'curve');
  assert.match(detail, /no checkpoint was saved: training would begin again, and the old curve is kept aside/);
  assert.doesNotMatch(detail, /resume/i);
});

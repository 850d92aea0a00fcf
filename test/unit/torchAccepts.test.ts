import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Checkpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import type { Progress } from '../../extension/engine/checkpoint/progress.js';
import { officialDictionary } from '../../extension/engine/checkpoint/pytorch/official/officialDictionary.js';
import { writeTorch } from '../../extension/engine/checkpoint/pytorch/write/writeTorch.js';
import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { sourceOf } from '../../extension/engine/checkpoint/tensorSource.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { createModel } from '../../extension/engine/models/model.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { rateOfUpdate, scheduleOf } from '../../extension/engine/optimisation/schedule.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { restoreState } from '../../extension/engine/training/state.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { runPython, withoutPython } from '../support/python.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyCheckpoint } from '../support/tinyCheckpoint.js';
import { tinyConfig } from '../support/tinyVit.js';

/**
 * What the official code does with a checkpoint: a module of the same names and shapes takes the model, AdamW with the
 * groups of the fact sheet takes the optimiser, and a step is made with gradients of a tenth of each parameter.
 */
const RESUME = `
import json, sys, torch
checkpoint = torch.load(sys.argv[1], weights_only=True)
class Node(torch.nn.Module):
    def set(self, path, value):
        head, *rest = path
        if not rest:
            is_buffer = not value.is_floating_point() or head.startswith('running')
            (self.register_buffer if is_buffer else self.register_parameter)(head, torch.zeros_like(value) if is_buffer else torch.nn.Parameter(torch.zeros_like(value)))
        else:
            if head not in self._modules: self.add_module(head, Node())
            self._modules[head].set(rest, value)
module = Node()
for name, value in checkpoint['model'].items(): module.set(name.split('.'), value)
message = module.load_state_dict(checkpoint['model'], strict=True)
skip = ('encoder.pos_embed', 'encoder.cls_token')
decayed = [p for n, p in module.named_parameters() if p.ndim > 1 and not n.endswith('.bias') and n not in skip]
others = [p for n, p in module.named_parameters() if p.ndim <= 1 or n.endswith('.bias') or n in skip]
optimizer = torch.optim.AdamW([{'params': decayed}, {'params': others, 'weight_decay': 0.0}], lr=1.0)
optimizer.load_state_dict(checkpoint['optimizer'])
for p in module.parameters(): p.grad = 0.1 * p.detach().clone()
optimizer.step()
print(json.dumps({
  'parameters': {n: p.detach().flatten().tolist() for n, p in module.named_parameters()},
  'steps': sorted({float(s['step']) for s in optimizer.state.values()}),
  'epoch': checkpoint['epoch'], 'gamma': checkpoint['config']['MODEL']['FREQ_LOSS']['LOSS_GAMMA'],
}))
`;

/** The same step by our own optimiser. */
async function step(checkpoint: Checkpoint, config: Config): Promise<Map<string, Float32Array>> {
  const { parameters } = createModel(config);
  parameters.initialise(0);
  const { BETAS, EPS } = config.TRAIN.OPTIMIZER;
  const options = { betas: BETAS, epsilon: EPS, weightDecay: config.TRAIN.WEIGHT_DECAY };
  const optimiser = new AdamW(parameters, options);
  const sources = new Map([...checkpoint.tensors].map(([name, tensor]) => [name, sourceOf(tensor)]));
  await restoreState('', sources, { parameters, optimiser, sums: () => undefined });
  const { lastUpdate, updates, stepsPerEpoch } = checkpoint.meta.schedule as Progress;
  const rate = rateOfUpdate(lastUpdate, scheduleOf(config, stepsPerEpoch));
  tf.tidy(() => {
    const gradients = parameters.all().map(variable => tf.mul(variable, 0.1));
    optimiser.apply(
      gradients,
      tf.scalar(1),
      optimiser.hyper(() => rate, updates + 1),
    );
  });
  return new Map(parameters.specs.map(({ name }) => [name, parameters.get(name).dataSync() as Float32Array]));
}

interface Resumed {
  parameters: Record<string, number[]>;
  steps: number[];
  epoch: number;
  gamma: number;
}

describe('PyTorch resumes from our files', { skip: await withoutPython('torch') }, () => {
  before(async () => useRuntime(await createWasmRuntime()));
  after(() => tf.disposeVariables());

  test('model and optimiser are taken strictly, and its next step is ours', async t => {
    const file = join(await temporaryFolder(t), 'a.pth');
    const config = tinyConfig();
    config.MODEL.VIT.USE_RPB = true;
    // Rates that can be seen.
    Object.assign(config.TRAIN, { EPOCHS: 4, WARMUP_EPOCHS: 1, BASE_LR: 5, WARMUP_LR: 0, MIN_LR: 0.1 });
    const checkpoint = tinyCheckpoint(config);
    const tensors = new Map([...checkpoint.tensors].map(([name, tensor]) => [name, sourceOf(tensor)]));
    const layout = createModel(config).parameters;
    await writeTorch(
      file,
      officialDictionary(file, { meta: checkpoint.meta, tensors }, () => layout),
    );
    const resumed = (await runPython(RESUME, file)) as Resumed;
    assert.deepEqual(resumed.steps, [14]);
    assert.equal(resumed.epoch, 1);
    assert.equal(resumed.gamma, 1);
    const ours = await step(checkpoint, config);
    assert.deepEqual(new Set(Object.keys(resumed.parameters)), new Set(ours.keys()));
    for (const [name, values] of ours) {
      assertClose(values, resumed.parameters[name]!, name);
      const before = toFloat32(checkpoint.tensors.get(name)!);
      assert.ok(
        values.some((value, i) => Math.abs(value - before[i]!) > 1e-3),
        name,
      );
    }
  });
});

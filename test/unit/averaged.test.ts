import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../../extension/engine/models/initialisers.js';
import { Parameters, type StateSpec } from '../../extension/engine/models/parameters.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { Averaged } from '../../extension/engine/optimisation/averaged.js';
import type { ParamGroup } from '../../extension/engine/optimisation/groups.js';
import { runtime } from '../../extension/engine/runtime/runtime.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';

const specs: StateSpec[] = [
  { name: 'a.weight', shape: [2, 2], init: constant(1) },
  { name: 'b.weight', shape: [2], init: constant(-2) },
  { name: 'bn.running_mean', shape: [2], init: constant(0), buffer: { dtype: 'F32' } },
  { name: 'bn.num_batches_tracked', shape: [], init: constant(0), buffer: { dtype: 'I64' } },
];
const groups: ParamGroup[] = [
  { names: ['a.weight'], decay: true, rateScale: 1, frozen: false },
  { names: ['b.weight'], decay: false, rateScale: 1, frozen: true },
];
const decay = 0.75;

onEachBackend('averages of weights', use => {
  test('follow what is learned and running statistics by their definition, and nothing else is averaged', async () => {
    await use();
    const parameters = new Parameters(specs);
    parameters.initialise(0);
    const adamw = new AdamW(parameters, { betas: [0.9, 0.99], epsilon: 1e-8, weightDecay: 0.1 }, groups);
    const averaged = new Averaged(adamw, parameters, groups, decay);
    const slots = specs.map(({ name }) => averaged.slots(name).map(([slot]) => slot));
    assert.deepEqual(slots, [['exp_avg', 'exp_avg_sq', 'ema'], [], ['ema'], []]);

    const averages = ['a.weight', 'bn.running_mean'].map(name => averaged.slots(name).at(-1)![1]);
    const values = ['a.weight', 'bn.running_mean'].map(name => parameters.get(name));
    const read = (variables: tf.Variable[]) => variables.map(variable => [...variable.dataSync<'float32'>()]);
    const step = runtime().compile(
      'averaged',
      (gradient, statistics, hyper) => {
        parameters.get('bn.running_mean').assign(statistics!);
        averaged.apply([gradient!], tf.scalar(1), hyper!);
        return [tf.scalar(0)];
      },
      [...parameters.variablesOfState(), ...averaged.variables()],
    );
    let expected = read(values);
    for (const update of [1, 2, 3]) {
      const inputs = [
        tf.tensor2d([0.5, -1, update, 2], [2, 2]),
        tf.tensor1d([update, -1]),
        averaged.hyper(() => 0.1, update),
      ];
      tf.dispose([inputs, await step.run(...inputs)]);
      const now = read(values);
      expected = expected.map((old, k) => old.map((average, i) => decay * average + (1 - decay) * now[k]![i]!));
      for (const [k, average] of read(averages).entries()) assertClose(average, expected[k]!, `update ${update}`, 1e-6);
      assert.notDeepEqual(now[0], read(averages)[0]);
    }

    const before = [read(values), read(averages)];
    averaged.swap();
    assert.deepEqual([read(averages), read(values)], before);
    averaged.swap();
    assert.deepEqual([read(values), read(averages)], before);
    averaged.start();
    assert.deepEqual(read(averages), before[0]);
    step.dispose();
    averaged.dispose();
    parameters.dispose();
  });
});

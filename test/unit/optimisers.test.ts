import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../../extension/engine/models/initialisers.js';
import { Parameters } from '../../extension/engine/models/parameters.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { decayGroups, type ParamGroup } from '../../extension/engine/optimisation/groups.js';
import type { Optimiser } from '../../extension/engine/optimisation/optimiser.js';
import { Sgd } from '../../extension/engine/optimisation/sgd.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';

const names = ['a.weight', 'b.weight', 'c.bias'];
const gradients = [
  [0.5, -1],
  [2, 0.25],
  [-3, 1],
];

function parameters(): Parameters {
  const made = new Parameters(
    names.map(name => ({ name, shape: name.endsWith('bias') ? [2] : [1, 2], init: constant(1) })),
  );
  made.initialise(0);
  return made;
}

/** Two updates with the same gradients, clipped to the half. @returns the values of the parameters */
function updated(made: Parameters, optimiser: Optimiser, which: readonly number[] = [0, 1, 2]): number[][] {
  for (const update of [1, 2]) {
    tf.tidy(() => {
      const given = which.map(i => tf.tensor(gradients[i]!, made.specs[i]!.shape));
      optimiser.apply(
        given,
        tf.scalar(0.5),
        optimiser.hyper(scale => 0.1 * scale, update),
      );
    });
  }
  const values = made.all().map(variable => [...variable.dataSync()]);
  optimiser.dispose();
  made.dispose();
  return values;
}

/** By the definition of `torch.optim.SGD(momentum, nesterov=True)`. */
function sgd(gradient: number, { rate, decay, momentum }: { rate: number; decay: number; momentum: number }): number {
  let [value, average] = [1, 0];
  for (const first of [true, false]) {
    const g = gradient / 2 + decay * value;
    average = first ? g : momentum * average + g;
    value -= rate * (g + momentum * average);
  }
  return value;
}

/** By the definition of `torch.optim.AdamW`. */
function adamw(gradient: number, { rate, decay }: { rate: number; decay: number }): number {
  let [value, m, v] = [1, 0, 0];
  for (const update of [1, 2]) {
    const g = gradient / 2;
    value *= 1 - rate * decay;
    m = 0.9 * m + 0.1 * g;
    v = 0.99 * v + 0.01 * g * g;
    value -= (rate * (m / (1 - 0.9 ** update))) / (Math.sqrt(v / (1 - 0.99 ** update)) + 1e-8);
  }
  return value;
}

onEachBackend('optimisers', use => {
  test("sgd steps as PyTorch's does, without decay for biases", async () => {
    await use();
    const made = parameters();
    const optimiser = new Sgd(made, { momentum: 0.9, weightDecay: 0.04 });
    assert.deepEqual(
      optimiser.slots('b.weight').map(([slot, { shape }]) => [slot, shape]),
      [['momentum_buffer', [1, 2]]],
    );
    for (const [i, values] of updated(made, optimiser).entries()) {
      const expected = gradients[i]!.map(g => sgd(g, { rate: 0.1, decay: i < 2 ? 0.04 : 0, momentum: 0.9 }));
      assertClose(values, expected, names[i]!);
    }
  });

  const groups: ParamGroup[] = [
    { names: ['a.weight'], decay: true, rateScale: 0.5, frozen: false },
    { names: ['b.weight'], decay: true, rateScale: 1, frozen: true },
    { names: ['c.bias'], decay: false, rateScale: 2, frozen: false },
  ];

  test('groups scale the rate and its decay; what is frozen has no gradient, no moments, and stays', async () => {
    await use();
    const ways = [
      (made: Parameters) => new Sgd(made, { momentum: 0.9, weightDecay: 0.04 }, groups),
      (made: Parameters) => new AdamW(made, { betas: [0.9, 0.99], epsilon: 1e-8, weightDecay: 0.04 }, groups),
    ];
    for (const [way, make] of ways.entries()) {
      const made = parameters();
      const optimiser = make(made);
      assert.deepEqual(optimiser.slots('b.weight'), []);
      const [a, b, c] = updated(made, optimiser, [0, 2]) as [number[], number[], number[]];
      assert.deepEqual(b, [1, 1]);
      for (const [values, i, rate, decay] of [
        [a, 0, 0.05, 0.04],
        [c, 2, 0.2, 0],
      ] as const) {
        const expected = gradients[i]!.map(g =>
          way === 0 ? sgd(g, { rate, decay, momentum: 0.9 }) : adamw(g, { rate, decay }),
        );
        assertClose(values, expected, `${names[i]} of way ${way}`, 1e-5);
      }
    }
  });

  test('a parameter in no group is a defect that is named', async () => {
    await use();
    const made = parameters();
    const [decayed] = decayGroups(made);
    assert.throws(
      () => new AdamW(made, { betas: [0.9, 0.99], epsilon: 1e-8, weightDecay: 0 }, [decayed!]),
      /c\.bias is in no group/,
    );
  });
});

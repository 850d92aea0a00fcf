import { test } from 'node:test';
import { rateOfUpdate, type ScheduleOptions } from '../../extension/engine/optimisation/schedule.js';
import { assertClose } from '../support/close.js';
import { golden } from '../support/golden.js';

const cosine: ScheduleOptions = {
  name: 'cosine',
  base: 1.2e-3,
  warmupStart: 1e-6,
  minimum: 1e-5,
  total: 50,
  warmup: 10,
  decayEvery: 0,
  decayRate: 0,
  milestones: [],
  gamma: 0,
};

test('the rate of every update equals the reference', () => {
  const rates = golden.lr_schedule.values.map((_: number, k: number) =>
    rateOfUpdate(k === 0 ? undefined : k - 1, cosine),
  );
  assertClose(rates, golden.lr_schedule.values, 'rate', 1e-12);
});

test('the other schedules fall as described', () => {
  const after = (t: number, changes: Partial<ScheduleOptions>) => rateOfUpdate(t, { ...cosine, ...changes });
  assertClose([after(50, { name: 'linear' })], [1.2e-5], 'linear ends at 1 %', 1e-12);
  assertClose([after(30, { name: 'linear' })], [1.2e-3 * (1 - 0.99 / 2)], 'linear in the middle', 1e-12);
  const poly = { name: 'poly', minimum: 0 } as const;
  assertClose(
    [after(10, poly), after(30, poly)],
    [1.2e-3, 1.2e-3 * 0.5 ** 0.9],
    'poly falls from the end of the warm-up',
    1e-12,
  );
  assertClose(
    [after(50, { name: 'poly' }), after(60, { name: 'poly' })],
    [1e-5, 1e-5],
    'poly ends at the minimum',
    1e-12,
  );
  const step = { name: 'step', decayEvery: 20, decayRate: 0.1 } as const;
  assertClose([after(19, step), after(20, step), after(40, step)], [1.2e-3, 1.2e-4, 1.2e-5], 'step', 1e-12);
  const multistep = { name: 'multistep', milestones: [15, 25], gamma: 0.5 } as const;
  assertClose([after(14, multistep), after(15, multistep), after(25, multistep)], [1.2e-3, 6e-4, 3e-4], 'steps', 1e-12);
});

import { test } from 'node:test';
import { rateOfUpdate, type ScheduleOptions } from '../../extension/engine/training/schedule.js';
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

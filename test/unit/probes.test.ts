import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topAccuracy } from '../../extension/engine/metrics/topAccuracy.js';
import { fewLabels, holdOut } from '../../extension/engine/probes/fewLabels.js';
import { knnProbe, knnScores } from '../../extension/engine/probes/knn.js';
import { rowsOf } from '../../extension/engine/probes/labelledFeatures.js';
import { nearest } from '../../extension/engine/probes/neighbours.js';
import { meanAndSpread, type Probe, runTrials } from '../../extension/engine/probes/trials.js';
import { Random } from '../../extension/engine/random.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { userError } from '../support/userError.js';

const spread = (count: number, seed: number) => lcg(count, seed).map(u => 2 * u - 1);

/** The places of the k greatest cosines, computed one by one in double precision. */
function nearestOneByOne(bank: Float32Array, queries: Float32Array, width: number, k: number): number[][] {
  const row = (values: Float32Array, i: number) => Array.from(values.subarray(i * width, (i + 1) * width));
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  return Array.from({ length: queries.length / width }, (_, query) => {
    const q = row(queries, query);
    const cosines = Array.from({ length: bank.length / width }, (_, i) => {
      const b = row(bank, i);
      return dot(q, b) / Math.sqrt(dot(b, b));
    });
    return [...cosines.keys()].sort((a, b) => cosines[b]! - cosines[a]!).slice(0, k);
  });
}

onEachBackend('nearest neighbours', use => {
  test('those found block by block are those of all products', async () => {
    await use();
    // More rows than a block has, on both sides, and a last block with fewer rows than neighbours.
    const [width, k] = [5, 7];
    const [bank, queries] = [spread((2 * 2048 + 3) * width, 3), spread(1030 * width, 4)];
    const found = await nearest({ values: bank, width }, { values: queries, width }, { k });
    const some = [0, 511, 1023, 1024, 1029];
    const expected = nearestOneByOne(
      bank,
      rowsOf({ values: queries, width, labels: new Int32Array(1030) }, some).values,
      width,
      k,
    );
    assert.deepEqual(
      some.map(query => [...found.subarray(query * k, (query + 1) * k)]),
      expected,
    );
  });

  test('votes are exp(cosine / temperature), also of lengths other than 1 and of zeros', async () => {
    await use();
    const bank = { values: Float32Array.of(3, 0, 0, 5, 0, 0), width: 2, labels: Int32Array.of(0, 1, 1) };
    const scores = await knnScores(
      bank,
      { values: Float32Array.of(0.5, 0), width: 2 },
      { k: 2, temperature: 0.01, classes: 3 },
    );
    assertClose(scores, [Math.exp(100), 1, 0], 'scores', 1e-12);
    assert.equal(scores[1], 1);
  });

  test('more neighbours than images is one sentence; stopping is heard', async () => {
    await use();
    const bank = { values: spread(6, 1), width: 2, labels: Int32Array.of(0, 1, 1) };
    const options = { temperature: 0.07, classes: 2 };
    await assert.rejects(
      knnScores(bank, bank, { ...options, k: 4 }),
      userError(/^k is 4, but only 3 images can vote: set k to 3 or less\.$/),
    );
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(knnScores(bank, bank, { ...options, k: 3, signal }), /enough/);
  });
});

const names = ['ant', 'bee', 'cow'];
/** 10 ants, 25 bees, 4 cows, mixed. */
const labels = Int32Array.from({ length: 39 }, (_, i) => (i % 4 === 0 ? 0 : i % 10 === 1 ? 2 : 1));
const countOf = (places: Uint32Array) =>
  names.map((_, label) => [...places].filter(place => labels[place] === label).length);

test('of each class so many labels, or a share of them rounded up, and others with another seed', () => {
  const all = countOf(Uint32Array.from(labels.keys()));
  const draw = (count: Parameters<typeof fewLabels>[2], seed: number) =>
    fewLabels(labels, names, count, new Random(seed));
  assert.deepEqual(countOf(draw({ perClass: 3 }, 0)), [3, 3, 3]);
  assert.deepEqual(
    countOf(draw({ percent: 10 }, 0)),
    all.map(n => Math.ceil(n / 10)),
  );
  assert.deepEqual(countOf(draw({ percent: 100 }, 0)), all);
  assert.deepEqual(draw({ perClass: 3 }, 0), draw({ perClass: 3 }, 0));
  assert.notDeepEqual(draw({ perClass: 3 }, 0), draw({ perClass: 3 }, 1));
  const chosen = draw({ perClass: 3 }, 0);
  assert.deepEqual(
    [...chosen],
    [...new Set(chosen)].sort((a, b) => a - b),
  );
  const cows = all[2]!;
  assert.throws(
    () => draw({ perClass: cows + 1 }, 0),
    userError(
      new RegExp(
        `^${cows + 1} labels of each class are asked for, but the class cow has only ${cows} images .*: ask for ${cows} or fewer`,
      ),
    ),
  );
});

test('what is held out is a share of each class and nothing that is kept', () => {
  const { kept, held } = holdOut(labels, names, 0.2, new Random(1));
  const all = countOf(Uint32Array.from(labels.keys()));
  assert.deepEqual(
    countOf(held),
    all.map(n => Math.round(0.2 * n)),
  );
  assert.deepEqual(
    [...kept, ...held].sort((a, b) => a - b),
    [...labels.keys()],
  );
  for (const share of [0.001, 0.999]) {
    const parts = holdOut(labels, names, share, new Random(1));
    for (const part of [parts.kept, parts.held]) assert.ok(Math.min(...countOf(part)) >= 1);
  }
  assert.throws(
    () => holdOut(Int32Array.of(0, 0, 1), names, 0.5, new Random(1)),
    userError(/^The class bee has only 1 image to learn from, so that none can be held out/),
  );
});

test('a trial for each seed: what is learned from is never what is measured, and the spread is of a sample', async () => {
  const train = { values: Float32Array.from(labels.keys()), width: 1, labels };
  const seen: Float32Array[] = [];
  /** Always says the first class. */
  const probe: Probe = async (known, queries) => {
    assert.ok(!known.values.some(value => queries.values.includes(value)));
    for (const [i, value] of known.values.entries()) assert.equal(known.labels[i], labels[value]);
    seen.push(queries.values);
    return { scores: new Float64Array(3 * queries.labels.length).map((_, i) => (i % 3 === 0 ? 1 : 0)), strength: 2 };
  };
  const options = { classes: names, holdout: 0.2, labels: { perClass: 2 }, seeds: 3 };
  const trials = await runTrials(probe, train, undefined, options);
  assert.deepEqual(
    trials.map(({ seed, labelled, strength }) => [seed, labelled, strength]),
    [0, 1, 2].map(seed => [seed, 6, 2]),
  );
  assert.notDeepEqual(seen[0], seen[1]);
  const ants = countOf(holdOut(labels, names, 0.2, new Random(0)).held)[0]!;
  for (const { top1, top5, measured } of trials) assert.deepEqual([top1, top5], [(100 * ants) / measured, 100]);
  assert.deepEqual(meanAndSpread([1, 2, 6]), { mean: 3, spread: Math.sqrt(7) });
  assert.deepEqual(meanAndSpread([4]), { mean: 4 });
});

test('accuracy counts the best and the best five of the scores', () => {
  const scores = Float64Array.from([...[9, 1, 2, 3, 4, 5, 6], ...[9, 1, 2, 3, 4, 5, 6], ...[0, 0, 0, 0, 0, 0, 1]]);
  assert.deepEqual(topAccuracy(scores, Int32Array.of(0, 2, 6)), { top1: (100 * 2) / 3, top5: (100 * 2) / 3 });
});

onEachBackend('a probe of neighbours', use => {
  test('tells classes that lie in different directions', async () => {
    await use();
    const width = 4;
    const noise = spread(39 * width, 9);
    const values = noise.map((u, i) => 0.2 * u + (i % width === labels[Math.floor(i / width)] ? 1 : 0));
    const probe = knnProbe({ k: 3, temperature: 0.07, classes: 3 });
    const [trial] = await runTrials(probe, { values, width, labels }, undefined, {
      classes: names,
      holdout: 0.25,
      seeds: 1,
    });
    assert.equal(trial!.top1, 100);
  });
});

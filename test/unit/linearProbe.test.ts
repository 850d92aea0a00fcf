import assert from 'node:assert/strict';
import { test } from 'node:test';
import { solvePositive } from '../../extension/engine/probes/cholesky.js';
import type { LabelledFeatures } from '../../extension/engine/probes/labelledFeatures.js';
import { minimise } from '../../extension/engine/probes/lbfgs.js';
import { linearProbe, standardisation } from '../../extension/engine/probes/linear.js';
import { type LinearModel, linearScores } from '../../extension/engine/probes/linearModel.js';
import { logisticSolver } from '../../extension/engine/probes/logistic.js';
import { ridgeSolver } from '../../extension/engine/probes/ridge.js';
import { Random } from '../../extension/engine/random.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { userError } from '../support/userError.js';

const [images, width, classes] = [300, 6, 4];
/** Classes that overlap, in features of different sizes. */
function overlapping(seed: number): LabelledFeatures {
  const labels = Int32Array.from({ length: images }, (_, i) => Math.floor((5 * i) / 3) % classes);
  const values = lcg(images * width, seed).map((u, i) => {
    const [image, column] = [Math.floor(i / width), i % width];
    return (column + 1) * (3 * u + (column % classes === labels[image] ? 1 : 0)) + column;
  });
  return { values, width, labels };
}

/** The derivatives of mean cross-entropy + strength / 2 |W|^2, in plain double precision. */
function gradient(
  { weights, bias }: LinearModel,
  { values, labels }: LabelledFeatures,
  strength: number,
): Float64Array {
  const result = Float64Array.from([...weights.map(w => strength * w), ...bias.map(() => 0)]);
  for (const [image, label] of labels.entries()) {
    const row = values.subarray(image * width, (image + 1) * width);
    const logits = bias.map((b, c) => b + row.reduce((sum, x, j) => sum + x * weights[j * classes + c]!, 0));
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    for (let c = 0; c < classes; c++) {
      const error = (Math.exp(logits[c]!) / sum - (c === label ? 1 : 0)) / images;
      for (let j = 0; j < width; j++) result[j * classes + c]! += error * row[j]!;
      result[width * classes + c]! += error;
    }
  }
  return result;
}

const sizeOf = (values: Float64Array) => Math.max(...values.map(Math.abs));

test('L-BFGS finds the minimum of a long, narrow valley', async () => {
  // sum of scale_i (x_i - i)^2 + 0.1 (x_i - i)^4, with scales from 1 to 10^4.
  const scales = Float64Array.from({ length: 12 }, (_, i) => 10 ** (i / 2.75));
  const objective = async (x: Float64Array) => ({
    value: x.reduce((sum, xi, i) => sum + scales[i]! * (xi - i) ** 2 + 0.1 * (xi - i) ** 4, 0),
    gradient: x.map((xi, i) => 2 * scales[i]! * (xi - i) + 0.4 * (xi - i) ** 3),
  });
  const found = await minimise(objective, new Float64Array(12), 1e-9);
  assertClose(found, Float64Array.from(scales.keys()), 'minimum', 1e-9);
});

test("Cholesky's factors solve equations, and a matrix that is not positive definite is noticed", () => {
  const n = 7;
  const root = lcg(n * n, 5).map(u => 2 * u - 1);
  const a = Float64Array.from({ length: n * n }, (_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    let sum = row === column ? 0.1 : 0;
    for (let k = 0; k < n; k++) sum += root[row * n + k]! * root[column * n + k]!;
    return sum;
  });
  const x = Float64Array.from(lcg(n * 3, 6));
  const b = x.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[Math.floor(i / 3) * n + k]! * x[k * 3 + (i % 3)]!;
    return sum;
  });
  assertClose(solvePositive(a, b, n), x, 'solution', 1e-10);
  assert.throws(() => solvePositive(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1), 2), /not positive definite/);
});

test('features are standardised by what they are fitted to; what never varies is 0', () => {
  const standard = standardisation({ values: Float32Array.of(1, 7, 5, 7), width: 2, labels: Int32Array.of(0, 1) });
  const { values } = standard({ values: Float32Array.of(1, 7, 7, 9), width: 2, labels: Int32Array.of(0, 1) });
  assert.deepEqual([...values], [-1, 0, 2, 0]);
});

onEachBackend('linear probes', use => {
  for (const strength of [10, 0.1, 1e-4]) {
    test(`logistic regression is at its minimum, strength ${strength}`, async () => {
      await use();
      const all = overlapping(1);
      const features = standardisation(all)(all);
      const fit = logisticSolver.open(features, classes);
      const model = await fit.fit(strength);
      fit.dispose();
      const slope = sizeOf(gradient(model, features, strength));
      assert.ok(slope < 5e-6, `the gradient is ${slope}`);
    });
  }

  test('logistic regression of two points is the closed form', async () => {
    await use();
    // Weights -u and u solve strength = 1 / (u (1 + exp(2 u))).
    const u = 0.7;
    const points = { values: Float32Array.of(1, -1), width: 1, labels: Int32Array.of(1, 0) };
    const { weights, bias } = await logisticSolver.open(points, 2).fit(1 / (u * (1 + Math.exp(2 * u))));
    assertClose(weights, [-u, u], 'weights');
    assert.ok(sizeOf(bias) < 1e-5);
  });

  test('ridge regression of one feature is covariance / (variance + strength)', async () => {
    await use();
    const points = { values: Float32Array.of(1, 2, 6), width: 1, labels: Int32Array.of(0, 1, 1) };
    const { weights, bias } = await ridgeSolver.open(points, 2).fit(0.5);
    const slope = (2 / 3 - 0) / (14 / 3 + 0.5);
    assertClose(weights, [-slope, slope], 'weights');
    assertClose(bias, [1 / 3 + 3 * slope, 2 / 3 - 3 * slope], 'bias');
  });

  test('ridge regression is where its derivatives vanish, also with more features than images', async () => {
    await use();
    const few = { values: lcg(5 * 8, 3), width: 8, labels: Int32Array.of(0, 1, 2, 1, 0) };
    for (const features of [overlapping(2), few]) {
      const { width, labels, values } = features;
      const model = await ridgeSolver.open(features, classes).fit(0.01);
      const scores = linearScores(model, features);
      const slope = model.weights.map(weight => 0.01 * weight);
      const sums = new Float64Array(classes);
      for (const [i, score] of scores.entries()) {
        const [image, c] = [Math.floor(i / classes), i % classes];
        const error = (score - (labels[image] === c ? 1 : 0)) / labels.length;
        sums[c]! += error;
        for (let j = 0; j < width; j++) slope[j * classes + c]! += error * values[image * width + j]!;
      }
      assert.ok(sizeOf(slope) < 1e-5, `the derivative is ${sizeOf(slope)}`);
      assert.ok(sizeOf(sums) < 1e-5);
    }
  });

  for (const solver of ['lbfgs', 'ridge'] as const) {
    test(`${solver}: the strength is chosen on what is held out, the same again from the same seed`, async () => {
      await use();
      const [train, others] = [overlapping(3), overlapping(4)];
      const names = ['a', 'b', 'c', 'd'];
      const fits: [number, number][] = [];
      const probe = linearProbe({ solver, classes: names, onProgress: (...progress) => fits.push(progress) });
      const { strengths } = { lbfgs: logisticSolver, ridge: ridgeSolver }[solver];
      const first = await probe(train, others, new Random(1));
      assert.ok(strengths.includes(first.strength!));
      assert.deepEqual(fits.at(-1), [strengths.length + 1, strengths.length + 1]);
      const again = await probe(train, others, new Random(1));
      assert.deepEqual([again.strength, again.scores], [first.strength, first.scores]);
      const right = [...others.labels].filter((label, i) => {
        const row = first.scores.subarray(i * classes, (i + 1) * classes);
        return row.indexOf(Math.max(...row)) === label;
      });
      assert.ok(right.length / images > 0.5, `${right.length} of ${images} are right`);
      const single = { values: new Float32Array(3), width: 1, labels: Int32Array.of(0, 0, 1) };
      await assert.rejects(
        linearProbe({ solver, classes: names.slice(0, 2) })(single, single, new Random(1)),
        userError(/^The class b has only 1 image to learn from, so that none can be held out/),
      );
      const stopped = linearProbe({ solver, classes: names, signal: AbortSignal.abort(new Error('enough')) });
      await assert.rejects(stopped(train, others, new Random(1)), /enough/);
    });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valuesOf } from '../../extension/engine/input/input.js';
import { meanAttentionDistance } from '../../extension/engine/inspect/attention/distance.js';
import { attendingLayers, meanDistances } from '../../extension/engine/inspect/attention/meanDistances.js';
import { FeatureExtractor } from '../../extension/engine/inspect/features/featureExtractor.js';
import { IntermediatesReader } from '../../extension/engine/inspect/intermediates.js';
import { hasAttention } from '../../extension/engine/inspect/layerIntermediates.js';
import { createModel } from '../../extension/engine/models/model.js';
import { symmetricEigenvalues } from '../../extension/engine/probes/eigenvalues.js';
import { effectiveRank, featureDeviation } from '../../extension/engine/probes/health.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { smallConfigs } from '../support/families.js';
import { lcg } from '../support/lcg.js';

/** Row k of the orthonormal cosine transform (DCT-II) of `n` points: of length 1, and from k = 1 on of mean 0. */
function cosine(k: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => Math.sqrt((k > 0 ? 2 : 1) / n) * Math.cos((Math.PI * (i + 0.5) * k) / n));
}

/** Features around an offset with these singular values: sum over k of s_k u_k v_k'. */
function withSingularValues(singular: readonly number[], images: number, width: number) {
  const terms = singular.map((value, k) => ({ value, left: cosine(k + 1, images), right: cosine(k, width) }));
  const values = Float32Array.from({ length: images * width }, (_, place) => {
    const [i, j] = [Math.floor(place / width), place % width];
    return terms.reduce((sum, { value, left, right }) => sum + value * left[i]! * right[j]!, 0.5 * Math.sin(j));
  });
  return { values, width };
}

test('the effective rank is exp of the entropy of the singular values, of more images than channels and of fewer', async () => {
  for (const [images, width] of [
    [40, 12],
    [12, 40],
    [9, 9],
  ] as const) {
    for (const singular of [[3], [2, 2, 2, 2], [5, 1, 0.25, 0.01], [7, 3, 1, 1, 0.5, 0.1]]) {
      const total = singular.reduce((a, b) => a + b);
      const expected = Math.exp(-singular.reduce((sum, s) => sum + (s / total) * Math.log(s / total), 0));
      const found = await effectiveRank(withSingularValues(singular, images, width));
      assertClose([found], [expected], `${images} x ${width}, ${singular}`, 1e-4);
    }
  }
  assert.equal(await effectiveRank({ values: new Float32Array(20).fill(3), width: 4 }), 0);
});

test('eigenvalues of a matrix that was made of them come in rising order, repeated, negative and zero ones too', async () => {
  for (const values of [
    [2],
    [-1, 3],
    [0, 0, 0],
    [-4, -4, 0, 1e-6, 1, 1, 7],
    Array.from(lcg(70, 5), u => u - 0.5).sort((a, b) => a - b),
  ]) {
    const n = values.length;
    const vectors = values.map((_, k) => cosine(k, n));
    const matrix = Float64Array.from({ length: n * n }, (_, place) => {
      const [i, j] = [Math.floor(place / n), place % n];
      return values.reduce((sum, value, k) => sum + value * vectors[k]![i]! * vectors[k]![j]!, 0);
    });
    const found = await symmetricEigenvalues(matrix, n);
    for (const [k, value] of values.entries()) assert.ok(Math.abs(found[k]! - value) < 1e-12, `${value}: ${found[k]}`);
  }
});

test('the deviation is 1 of features in all directions, 0 of equal ones, and does not depend on their lengths', () => {
  const width = 6;
  const axes = Float32Array.from({ length: 2 * width * width }, (_, place) => {
    const [i, j] = [Math.floor(place / width), place % width];
    return Math.floor(i / 2) === j ? (i % 2 === 0 ? i + 1 : -i - 1) : 0;
  });
  assertClose([featureDeviation({ values: axes, width })], [1], 'axes');
  assert.ok(featureDeviation({ values: Float32Array.of(1, 2, 2, 4, 3, 6), width: 2 }) < 1e-7, 'one direction');
  assertClose([featureDeviation({ values: Float32Array.of(1, 0, 0, 3), width: 2 })], [Math.SQRT1_2], 'two directions');
  assert.equal(featureDeviation({ values: new Float32Array(6), width: 2 }), 0);
});

onEachBackend('mean attention distances within a step', use => {
  for (const family of ['vit', 'swin'] as const) {
    test(`are those of the attention of each image: ${family}`, async () => {
      await use();
      const model = createModel(smallConfigs[family]());
      model.parameters.initialise(0);
      const { parameters } = model;
      // Attention that looks somewhere.
      for (const [k, { name, shape }] of parameters.specs.entries()) {
        const count = shape.reduce((a, b) => a * b, 1);
        if (name.endsWith('qkv.weight'))
          parameters.set(
            name,
            lcg(count, k).map(u => 2 * (u - 0.5)),
          );
      }
      const { encoder } = model;
      const values = valuesOf(encoder.input);
      const images = lcg(3 * values, 7);
      const beside = {
        count: attendingLayers(encoder).length,
        of: (taps: Parameters<typeof meanDistances>[1], batch: number) => meanDistances(encoder, taps, batch),
      };
      const plain = new FeatureExtractor(model, { pool: 'mean', batchSize: 4 });
      const extractor = new FeatureExtractor(model, { pool: 'mean', batchSize: 4, beside });
      const found = await extractor.run(images);
      const { features, beside: nothing } = await plain.run(images);
      assertClose(found.features, features, 'features');
      assert.equal(nothing.length, 0);
      const reader = new IntermediatesReader(model);
      const expected: number[] = [];
      for (let i = 0; i < 3; i++) {
        const layers = await reader.run(images.slice(i * values, (i + 1) * values));
        for (const layer of layers.filter(hasAttention)) {
          const heads = meanAttentionDistance(layer, encoder.input.size);
          expected.push(heads.reduce((sum, distance) => sum + distance, 0) / heads.length);
        }
      }
      assert.ok(new Set(expected.map(distance => distance.toFixed(3))).size > 1);
      assertClose(found.beside, expected, 'distances');
      for (const one of [plain, extractor, reader]) one.dispose();
      parameters.dispose();
    });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionView, LookLayer } from '../../extension/protocol/lookApi.js';
import { attentionMap, share } from '../../webview/checkpoint/look/attentionMap.js';
import { distanceScale, headMean } from '../../webview/checkpoint/look/distances.js';
import { layerSimilarity } from '../../webview/checkpoint/look/layerSimilarity.js';
import { layerOptions } from '../../webview/checkpoint/look/layers.js';
import { queryOf, restoredLook } from '../../webview/checkpoint/look/lookState.js';
import { radiusLimits, radiusOf } from '../../webview/checkpoint/look/maskRadius.js';
import { assertClose } from '../support/close.js';

/** Two layers of two heads over four patches. */
const attention: AttentionView = {
  input: { width: 2, height: 2, data: new Uint8Array(12) },
  layers: [
    {
      maps: Float32Array.from([1, 0, 0, 0, 0, 5, 0, 0], value => value / 10),
      toClass: Float32Array.from([0.9, 0.5]),
      rollout: Float32Array.from([0.7, 0.1, 0, 0]),
      distance: new Float32Array(2),
    },
    {
      maps: Float32Array.from([1, 2, 3, 0, 3, 0, 1, 0], value => value / 10),
      toClass: Float32Array.from([0.4, 0.6]),
      rollout: Float32Array.from([0.2, 0.2, 0.5, 0]),
      distance: new Float32Array(2),
    },
  ],
};
const layer: LookLayer = { name: 'blocks.0', grid: [2, 2], heads: 2 };
const shape = { layers: [layer, layer], classToken: true };

test('a head, the mean of all heads and the rollout of a layer', () => {
  const head = attentionMap(attention, shape, 0, 1);
  assertClose(head.values, [0, 0.5, 0, 0], 'head');
  assert.deepEqual([head.highest, head.toClass!], [1, 0.5]);
  const mean = attentionMap(attention, shape, 1, 'mean');
  assertClose(mean.values, [0.2, 0.1, 0.2, 0], 'mean');
  assertClose([mean.toClass!], [0.5], 'mean to the class token');
  const rollout = attentionMap(attention, shape, 1, 'rollout');
  assertClose([...rollout.values, rollout.toClass!, rollout.high], [0.2, 0.2, 0.5, 0, 0.1, 0.5], 'rollout');
});

test('a model without a class token, whose later layers have coarser grids, rolls out to the grid of the first', () => {
  const view: AttentionView = {
    input: attention.input,
    layers: [
      attention.layers[0]!,
      { maps: Float32Array.of(1, 1), rollout: Float32Array.of(0.1, 0.2, 0.3, 0.4), distance: new Float32Array(2) },
    ],
  };
  const coarser = { layers: [layer, { ...layer, grid: [1, 1] as const }], classToken: false };
  const mean = attentionMap(view, coarser, 1, 'mean');
  assert.deepEqual([mean.grid, mean.toClass, [...mean.values]], [[1, 1], undefined, [1]]);
  const rollout = attentionMap(view, coarser, 1, 'rollout');
  assert.deepEqual([rollout.grid, rollout.toClass, rollout.highest], [[2, 2], undefined, 3]);
  assert.deepEqual(
    layerOptions(coarser).map(({ label }) => label),
    ['1 · blocks.0 · 2 × 2', '2 · blocks.0 · 1 × 1'],
  );
  assert.deepEqual(
    layerOptions(shape).map(({ label }) => label),
    ['1', '2'],
  );
});

test('shares are per cent, and nothing is nothing', () => {
  assert.deepEqual([share(0), share(0.125)], ['0 %', '12.50 %']);
});

test('the axis of distances holds them and counts in round numbers', () => {
  assert.deepEqual(distanceScale([Float32Array.of(3), Float32Array.of(101)]), { high: 150, ticks: [0, 50, 100, 150] });
  const { high, ticks } = distanceScale([Float32Array.of(0.7, 0.2)]);
  assert.ok(high >= 0.7 && ticks.length <= 6 && ticks.at(-1) === high);
  assert.ok(distanceScale([new Float32Array(2)]).ticks.every(Number.isFinite));
  assert.equal(headMean(Float32Array.of(10, 20)), 15);
});

test('the patch most like the chosen one, and the start of the scale', () => {
  const view = { colours: new Uint8Array(12), explained: new Float32Array(3) };
  const similarity = (...values: number[]) => layerSimilarity({ ...view, similarity: Float32Array.from(values) })!;
  const opposed = similarity(0.3, 1, -0.5, 0.6);
  assert.deepEqual([opposed.low, opposed.nearest], [-0.5, 3]);
  assert.equal(similarity(1, 0.2, 0.1, 0).low, 0);
  assert.equal(layerSimilarity(view), undefined);
});

test('the mask is the model’s own until another is chosen, and fits the image', () => {
  const model = { imageSize: 64, radius: 6 };
  const radius = (chosen?: { inner: number; outer?: number }) => radiusOf(model, chosen);
  assert.deepEqual(radiusLimits(64), { inner: 31, outer: 46 });
  assert.equal(radius(), 6);
  assert.equal(radius({ inner: 12 }), 12);
  assert.deepEqual(radius({ inner: 200, outer: 20 }), [31, 32]);
});

test('what was chosen survives, and what is not ours is forgotten', () => {
  const state = restoredLook({
    image: 'a',
    mask: 'high',
    radius: { inner: 3, outer: 9 },
    layer: 2,
    head: 'rollout',
    query: 'patch',
    patch: 17,
    spectra: true,
    opacity: 0.5,
  });
  assert.deepEqual(restoredLook(JSON.parse(JSON.stringify(state))), state);
  assert.equal(queryOf(state, shape), 17);
  assert.equal(queryOf({ ...state, query: 'mean' }, shape), 'mean');
  assert.equal(queryOf({ ...state, query: 'patch', patch: undefined }, shape), 'class');
  assert.equal(queryOf({ ...state, query: 'class' }, { classToken: false }), 'mean');
  const nothing = { mask: 'x', radius: { inner: 'x' }, layer: -1, head: 1.5, query: 4, patch: 'x', opacity: 7 };
  assert.deepEqual(restoredLook(nothing), restoredLook(undefined));
});

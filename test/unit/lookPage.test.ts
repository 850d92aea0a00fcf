import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attentionMap, share } from '../../webview/checkpoint/look/attentionMap.js';
import { distanceScale, layerMean } from '../../webview/checkpoint/look/distances.js';
import { layerFeatures } from '../../webview/checkpoint/look/layerFeatures.js';
import { queryOf, restoredLook } from '../../webview/checkpoint/look/lookState.js';
import { radiusLimits, radiusOf } from '../../webview/checkpoint/look/maskRadius.js';
import { assertClose } from '../support/close.js';

/** Two layers of two heads over four patches. */
const attention = {
  input: { width: 2, height: 2, data: new Uint8Array(12) },
  maps: Float32Array.from([1, 0, 0, 0, 0, 5, 0, 0, 1, 2, 3, 0, 3, 0, 1, 0].map(value => value / 10)),
  toClass: Float32Array.from([0.9, 0.5, 0.4, 0.6]),
  rollout: Float32Array.from([0.7, 0.1, 0, 0, 0.2, 0.2, 0.5, 0]),
  distance: new Float32Array(4),
};
const shape = { layers: 2, heads: 2 };

test('a head, the mean of all heads and the rollout of a layer', () => {
  const head = attentionMap(attention, shape, 0, 1);
  assertClose(head.values, [0, 0.5, 0, 0], 'head');
  assert.deepEqual([head.highest, head.toClass], [1, 0.5]);
  const mean = attentionMap(attention, shape, 1, 'mean');
  assertClose(mean.values, [0.2, 0.1, 0.2, 0], 'mean');
  assertClose([mean.toClass], [0.5], 'mean to the class token');
  const rollout = attentionMap(attention, shape, 1, 'rollout');
  assertClose([...rollout.values, rollout.toClass, rollout.high], [0.2, 0.2, 0.5, 0, 0.1, 0.5], 'rollout');
});

test('shares are per cent, and nothing is nothing', () => {
  assert.deepEqual([share(0), share(0.125)], ['0 %', '12.50 %']);
});

test('the axis of distances holds them and counts in round numbers', () => {
  assert.deepEqual(distanceScale(Float32Array.of(3, 101)), { high: 150, ticks: [0, 50, 100, 150] });
  const { high, ticks } = distanceScale(Float32Array.of(0.7, 0.2));
  assert.ok(high >= 0.7 && ticks.length <= 6 && ticks.at(-1) === high);
  assert.ok(distanceScale(new Float32Array(2)).ticks.every(Number.isFinite));
  assert.equal(layerMean(Float32Array.of(1, 3, 10, 20), 2, 1), 15);
});

test('features of a layer, and the patch most like the chosen one', () => {
  const view = {
    input: attention.input,
    colours: Uint8Array.from({ length: 24 }, (_, i) => i),
    explained: Float32Array.of(0.5, 0.3, 0.1, 0.4, 0.2, 0.1),
    similarity: Float32Array.of(1, 0.2, 0.1, 0, 0.3, 1, -0.5, 0.6),
  };
  const { colours, explained, similarity } = layerFeatures(view, 2, 1);
  assert.deepEqual([colours[0], colours.length], [12, 12]);
  assertClose(explained, [0.4, 0.2, 0.1], 'explained');
  assert.deepEqual([similarity!.low, similarity!.nearest], [-0.5, 3]);
  assert.equal(layerFeatures(view, 2, 0).similarity!.low, 0);
  assert.equal(layerFeatures({ ...view, similarity: undefined }, 2, 0).similarity, undefined);
});

test('the mask is the model’s own until another is chosen, and fits the image', () => {
  const model = { imageSize: 64, radius: 6 };
  const radius = (chosen?: { inner: number; outer?: number }) =>
    radiusOf({ ...model, name: '', patchSize: 8, layers: 1, heads: 1 }, chosen);
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
  assert.equal(queryOf(state), 17);
  assert.equal(queryOf({ ...state, query: 'mean' }), 'mean');
  const nothing = { mask: 'x', radius: { inner: 'x' }, layer: -1, head: 1.5, query: 4, patch: 'x', opacity: 7 };
  assert.deepEqual(restoredLook(nothing), restoredLook(undefined));
});

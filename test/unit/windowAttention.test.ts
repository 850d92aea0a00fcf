import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cells } from '../../extension/engine/input/grid.js';
import { meanAttentionDistance } from '../../extension/engine/inspect/attention/distance.js';
import { queryAttention, queryWeights } from '../../extension/engine/inspect/attention/maps.js';
import { checkQuery } from '../../extension/engine/inspect/attention/query.js';
import { attentionViews } from '../../extension/engine/inspect/attention/views.js';
import { attendingTokens } from '../../extension/engine/inspect/attention/windows.js';
import { IntermediatesReader } from '../../extension/engine/inspect/intermediates.js';
import { type AttentionLayer, hasAttention } from '../../extension/engine/inspect/layerIntermediates.js';
import { finestPatch, patchOf } from '../../extension/engine/inspect/patchGrid.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { plainWindowAttention } from '../support/plainWindows.js';
import { swinCases, swinModel } from '../support/smallSwin.js';

const swin = swinCases['shifted']!;
const size = swin.config.image;
const pixels = lcg(3 * size * size, 5);

/** What a real Swin transformer's layers make of an image. */
async function looked() {
  const model = swinModel(swin);
  const reader = new IntermediatesReader(model);
  const layers = await reader.run(pixels);
  reader.dispose();
  return { model, layers };
}

onEachBackend('attention within windows', use => {
  test('rows of the full grid equal attention that was never cut into windows, shifted or not', async () => {
    await use();
    const { model, layers } = await looked();
    let shifted = 0;
    for (const [i, layer] of layers.entries()) {
      const before = layers[i - 1];
      const patches = cells(layer.grid);
      if (before?.tokens.length !== layer.tokens.length || !hasAttention(layer)) continue;
      if (layer.attention.window!.shift > 0) shifted++;
      const expected = plainWindowAttention(before.tokens, model.parameters, layer);
      for (let token = 0; token < patches; token++) {
        const weights = Float64Array.from({ length: patches }, (_, i) => (i === token ? 1 : 0));
        const rows = expected.flatMap(head => head[token]!);
        const actual = queryAttention(layer, weights);
        assertClose(actual, rows, `${layer.name}, token ${token}`);
        for (const [key, value] of rows.entries()) if (value === 0) assert.ok(actual[key]! < 1e-30);
      }
    }
    assert.ok(shifted > 0);
  });

  test('every map sums to 1, rollout lies on the grid of the first layer, and only patches can be asked for', async () => {
    await use();
    const { model, layers } = await looked();
    const finest = layers[0]!.grid;
    for (const query of ['mean', finest[1] + 1] as const) {
      const views = attentionViews(layers, query, finest, [size, size]);
      for (const [i, { maps, toClass, rollout, distance }] of views.entries()) {
        const { grid, attention } = layers[i]!;
        const patches = cells(grid);
        assert.deepEqual([maps.length, distance.length], [attention!.heads * patches, attention!.heads]);
        assert.equal(toClass, undefined);
        for (let head = 0; head < attention!.heads; head++) {
          assertClose([sum(maps.subarray(head * patches, (head + 1) * patches))], [1], `layer ${i}`);
        }
        assert.equal(rollout.length, cells(finest));
        assertClose([sum(rollout)], [1], `rollout ${i}`);
      }
    }
    assert.throws(() => checkQuery('class', model.encoder), { name: 'UserError', message: /Swin.*has no class token/ });
    assert.throws(() => checkQuery(cells(finest), model.encoder), { name: 'UserError', message: /no patch/ });
  });
});

test('windows are those of the rolled grid, row by row, and their tokens where they are in the image', () => {
  const window = { size: 2, shift: 1 };
  const layer = { grid: [4, 4] as const, classToken: false, attention: { heads: 1, window } };
  assert.deepEqual(
    attendingTokens(layer).map(tokens => [...tokens]),
    [
      [5, 6, 9, 10],
      [7, 4, 11, 8],
      [13, 14, 1, 2],
      [15, 12, 3, 0],
    ],
  );
});

test('distance within windows: in pixels of the image, whatever the roll', () => {
  // Every token looks at the one on its right in its window, or from the right column back at the left.
  const probabilities = new Float32Array(4 * 4 * 4);
  for (let window = 0; window < 4; window++) {
    for (const [query, key] of [1, 0, 3, 2].entries()) probabilities[(window * 4 + query) * 4 + key] = 1;
  }
  const layer = (shift: number): AttentionLayer => ({
    grid: [4, 4],
    classToken: false,
    attention: { heads: 1, window: { size: 2, shift } },
    probabilities,
  });
  assertClose(meanAttentionDistance(layer(0), [32, 32]), [8], 'one patch');
  // Two of four windows hold the first and the last column.
  assertClose(meanAttentionDistance(layer(1), [32, 32]), [(8 + 24) / 2], 'half of them three patches');
});

test('a patch of the finest grid is asked for at the one that covers it on a coarser grid', () => {
  assert.deepEqual(
    [0, 3, 4, 63].map(patch => patchOf(patch, [8, 8], [2, 2])),
    [0, 0, 1, 3],
  );
  for (let patch = 0; patch < 16; patch++)
    assert.equal(patchOf(finestPatch(patch, [4, 4], [16, 16]), [16, 16], [4, 4]), patch);
  const weights = queryWeights(63, { grid: [2, 2], classToken: false }, [8, 8]);
  assert.deepEqual([...weights], [0, 0, 0, 1]);
});

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knnScores } from '../../../extension/engine/probes/knn.js';
import { onEachBackend } from '../../support/backends.js';
import { assertClose } from '../../support/close.js';
import { downstream } from '../../support/downstream.js';
import { lcg } from '../../support/lcg.js';

/** Weighted nearest neighbours give the scores and classes of the reference. */
export function knnGolden(): void {
  onEachBackend('weighted nearest neighbours', use => {
    test('scores and predictions', async () => {
      await use();
      const { N, M, D, classes, k, temperature, seed, scores, predictions } = downstream.knn;
      const features = (count: number, from: number) => ({
        values: lcg(count * D, from).map(u => 2 * u - 1),
        width: D as number,
      });
      const labels = Int32Array.from({ length: N }, (_, j) => Math.floor((7 * j) / 3) % classes);
      const options = { k, temperature, classes };
      const found = await knnScores({ ...features(N, seed), labels }, features(M, seed + 1), options);
      assertClose(found, scores, 'scores');
      const best = Array.from({ length: M }, (_, query) => {
        const row = found.subarray(query * classes, (query + 1) * classes);
        return row.indexOf(Math.max(...row));
      });
      assert.deepEqual(best, predictions);
    });
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complement, type MaskShape, reachOf, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { describeMask } from '../../extension/engine/report/maskDescription.js';

const none = Number.POSITIVE_INFINITY;

for (const shape of ['circle', 'square', 'rhombus'] as MaskShape[]) {
  for (const areaMatched of [false, true]) {
    test(`a ${shape}${areaMatched ? ' of matched area' : ''} is recognised from its mask alone`, () => {
      for (const [r1, r2] of [
        [9, none],
        [5, 14],
        [6.7, none],
      ] as const) {
        const mask = shapedMask(48, 48, { shape, r1, r2, areaMatched });
        // The first coefficient that is removed, and the first that is kept again.
        const radii = [r1, r2].filter(Number.isFinite).map(r => Math.ceil(reachOf(shape, r, areaMatched)));
        for (const kept of [mask, complement(mask)]) {
          const found = describeMask(kept, 48, 48);
          assert.deepEqual([found.shape, found.radii], [shape, radii]);
          assert.equal(found.sentence.includes(`is a ${shape}`), shape !== 'circle');
        }
      }
    });
  }
}

test('kinds by what survives', () => {
  const band = { shape: 'circle', areaMatched: false } as const;
  const ring = shapedMask(32, 32, { ...band, r1: 4, r2: 9 });
  const low = shapedMask(32, 32, { ...band, r1: 4, r2: none });
  const kinds = [low, complement(low), ring, complement(ring), low.map(() => 1)].map(
    mask => describeMask(mask, 32, 32).kind,
  );
  assert.deepEqual(kinds, ['low-pass', 'high-pass', 'band-stop', 'band-pass', 'nothing removed']);
});

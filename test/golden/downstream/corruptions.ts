import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Severity } from '../../../extension/engine/data/corruptions/corruption.js';
import { type CorruptionId, corruptions } from '../../../extension/engine/data/corruptions/registry.js';
import type { RgbImage } from '../../../extension/engine/data/image.js';
import { Random } from '../../../extension/engine/random.js';
import { downstream } from '../../support/downstream.js';
import { lcg } from '../../support/lcg.js';

/** Half a unit of the last of the four decimals that are written down, and what single precision adds to values up to 255. */
const HALF_A_DIGIT = 0.5e-4 + 255 * 2 ** -24;

/** Corruptions of a small image, unrounded by their formulas, pixelate byte for byte. */
export function testCorruptions(): void {
  const expected = downstream.corruptions;
  const [width, height] = expected.size as [number, number];
  const seed = Number(/LCG\((\d+)\)/.exec(expected.input)![1]);
  const image: RgbImage = {
    width,
    height,
    data: Uint8Array.from(lcg(3 * width * height, seed), u => Math.floor(256 * u)),
  };

  describe('corruptions', () => {
    for (const [key, values] of Object.entries<number[]>(expected.outputs_0_255)) {
      test(`${key} equals the reference`, () => {
        const [id, severity] = key.split(' ') as [CorruptionId, string];
        const levels = corruptions[id].apply(image, Number(severity) as Severity, new Random(0));
        const tolerance = id === 'pixelate' ? 0 : HALF_A_DIGIT;
        assert.equal(levels.length, values.length);
        for (const [i, value] of values.entries()) {
          const actual = levels[(i % 3) * width * height + Math.floor(i / 3)]!;
          assert.ok(Math.abs(actual - value) <= tolerance, `[${i}]: ${actual} instead of ${value}`);
        }
      });
    }
  });
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type OperationName, operate, operationNames } from '../../../extension/engine/data/augment/operations.js';
import type { RgbImage } from '../../../extension/engine/data/image.js';
import type { Filter } from '../../../extension/engine/data/resize.js';
import { downstream } from '../../support/downstream.js';

/** Operations as Pillow computes them, by 'Rotate 27': a name and its argument. */
interface Expected {
  size: [width: number, height: number];
  input: number[];
  fill: number[];
  resample: Filter;
  outputs: Record<string, number[]>;
}

export function testRandAugment(): void {
  describe("operations of RandAugment are Pillow's, byte for byte", () => {
    const { size, input, fill, resample, outputs }: Expected = downstream.randaugment;
    const image: RgbImage = { width: size[0], height: size[1], data: Uint8Array.from(input) };

    for (const [key, expected] of Object.entries(outputs)) {
      const [name, argument] = key.split(' ');
      test(key, () => {
        assert.ok(operationNames.includes(name as OperationName), `${name} is no operation`);
        const made = operate(image, name as OperationName, Number(argument), { filter: resample, fill });
        assert.deepEqual([made.width, made.height], size);
        assert.deepEqual([...made.data], expected);
        assert.deepEqual([...image.data], input, 'the input stays as it is');
      });
    }
  });
}

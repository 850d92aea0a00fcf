import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createModel } from '../../extension/engine/models/model.js';
import { Taps } from '../../extension/engine/models/taps.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { pretextImages, testPretextGolden } from '../support/pretextGolden.js';
import { convnextCases, convnextConfig, convnextModel } from '../support/smallConvnext.js';

for (const [name, expected] of Object.entries(convnextCases)) {
  test(`parameters of ConvNeXt have timm's names and shapes: ${name}`, () => {
    const { specs } = createModel(convnextConfig(expected)).parameters;
    assert.deepEqual(
      specs.map(({ name, shape }) => [name, shape]),
      Object.entries(expected.parameters),
    );
  });
}

onEachBackend('small ConvNeXt', use => {
  for (const [name, expected] of Object.entries(convnextCases)) {
    const configOf = () => convnextConfig(expected);

    describe(name, () => {
      test('features of every block equal the reference', async () => {
        await use();
        const model = convnextModel(expected);
        const taps = new Taps();
        const features = model.encode(pretextImages(expected, configOf()).corrupted(), { taps });
        const { width } = model.encoder;
        assert.deepEqual(features.shape, expected.features_shape);
        assertClose(features.dataSync().slice(0, width), expected.features_first, 'first features');
        assertClose(features.dataSync().slice(-width), expected.features_last, 'last features');
        for (const [i, { name, width, grid }] of model.encoder.layers.entries()) {
          assert.deepEqual(taps.tokens[i]!.shape, [2 * grid[0] * grid[1], width], name);
          assertClose(taps.tokens[i]!.dataSync().slice(-width), expected.blocks_last[i]!, `${name}: last feature`);
        }
      });

      testPretextGolden(use, expected, configOf, config => convnextModel(expected, config));
    });
  }
});

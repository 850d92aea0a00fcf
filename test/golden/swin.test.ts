import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cells } from '../../extension/engine/input/grid.js';
import { createModel } from '../../extension/engine/models/model.js';
import { isDecayed } from '../../extension/engine/models/parameters.js';
import { Taps } from '../../extension/engine/models/taps.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { pretextImages, testPretextGolden } from '../support/pretextGolden.js';
import { swinCases, swinConfig, swinModel } from '../support/smallSwin.js';

for (const [name, expected] of Object.entries(swinCases)) {
  test(`small Swin, ${name}: parameters and what is not decayed`, () => {
    const { specs } = createModel(swinConfig(expected)).parameters;
    assert.deepEqual(
      specs.map(spec => [spec.name, spec.shape]),
      Object.entries(expected.parameters),
    );
    assert.deepEqual(
      specs.filter(spec => !isDecayed(spec)).map(spec => spec.name),
      expected.not_decayed,
    );
  });
}

onEachBackend('small Swin', use => {
  for (const [name, expected] of Object.entries(swinCases)) {
    const configOf = () => swinConfig(expected);
    const { corrupted } = pretextImages(expected, configOf());

    describe(name, () => {
      test('features equal the reference', async () => {
        await use();
        const model = swinModel(expected);
        const [batch, tokens, width] = expected.features_shape;
        const features = model.encode(corrupted());
        assert.deepEqual(features.shape, [batch * tokens, width]);
        assertClose(features.dataSync().slice(0, width), expected.features_first, 'first features');
        assertClose(features.dataSync().slice(-width), expected.features_last, 'last features');
      });

      test('taps get the attention within every window and the tokens after every block', async () => {
        await use();
        const model = swinModel(expected);
        const taps = new Taps();
        model.encode(corrupted(), { taps });
        for (const [i, { grid, width, attention, name }] of model.encoder.layers.entries()) {
          const { size: side } = attention!.window!;
          const windows = cells(grid) / side ** 2;
          assert.deepEqual(taps.attention[i]!.shape, [2 * windows, attention!.heads, side ** 2, side ** 2], name);
          assert.deepEqual(taps.tokens[i]!.shape, [2 * cells(grid), width], name);
          const block = expected.blocks[i]!;
          assertClose(taps.tokens[i]!.dataSync().slice(-width), block.tokens_last, `${name}: last token`);
          const last = taps.attention[i]!.dataSync().slice(-(side ** 4));
          assertClose([...last.slice(0, side ** 2), ...last.slice(-(side ** 2))], block.attention_ends, name);
        }
      });

      testPretextGolden(use, expected, configOf, config => swinModel(expected, config));
    });
  }
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { loadSegmenter } from '../../extension/engine/checkpoint/storedSegmenter.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { convert } from '../../extension/engine/convert/convert.js';
import { writeOnnx } from '../../extension/engine/export/onnx/writeOnnx.js';
import { pixelSegmenter } from '../../extension/engine/models/segmentation/pixelSegmenter.js';
import { createSegmenter, type Segmenter } from '../../extension/engine/models/segmentation/segmenter.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { onnxRun, setAll, tensorsOf } from '../support/onnxRun.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinySegmenterConfig, writeSegmenter } from '../support/tinySegmenter.js';

before(async () => useRuntime(await createWasmRuntime()));

/** What a segmenter makes of pixels, in the order of ONNX, `[batch, classes, height, width]`. */
function expectedOf(segmenter: Segmenter, pixels: Float32Array, side: number): Float32Array {
  return tf.tidy(() => {
    const images = tf.tensor4d(pixels, [pixels.length / (3 * side * side), 3, side, side]);
    return tf.transpose(pixelSegmenter(segmenter).segment(images), [0, 3, 1, 2]).dataSync() as Float32Array;
  });
}

/** An odd grid leaves a row and a column over where maps are halved. */
const networks: Record<string, (config: Config) => void> = {
  ViT: () => {},
  'ViT on an odd grid': ({ DATA }) => {
    DATA.IMG_SIZE = 28;
  },
  'ViT with biases of positions and layer scale': ({ MODEL }) => {
    Object.assign(MODEL.VIT, { USE_APE: false, USE_RPB: true, INIT_VALUES: 0.1 });
  },
  'ResNet of basic blocks': ({ DATA, MODEL }) => {
    MODEL.TYPE = 'resnet';
    DATA.IMG_SIZE = 64;
    Object.assign(MODEL.RESNET, { BLOCK: 'basic', LAYERS: [2, 1, 1, 1], WIDTH: 8 });
  },
  'ResNet of bottlenecks': ({ DATA, MODEL }) => {
    MODEL.TYPE = 'resnet';
    DATA.IMG_SIZE = 64;
    Object.assign(MODEL.RESNET, { BLOCK: 'bottleneck', LAYERS: [1, 1, 1, 1], WIDTH: 8 });
  },
  Swin: ({ DATA, MODEL }) => {
    MODEL.TYPE = 'swin';
    DATA.IMG_SIZE = 64;
    Object.assign(MODEL.SWIN, { PATCH_SIZE: 4, EMBED_DIM: 8, DEPTHS: [1, 1, 2, 1], NUM_HEADS: [2, 2, 2, 2] });
    MODEL.SWIN.WINDOW_SIZE = 2;
  },
  ConvNeXt: ({ DATA, MODEL }) => {
    MODEL.TYPE = 'convnext';
    DATA.IMG_SIZE = 64;
    Object.assign(MODEL.CONVNEXT, { DEPTHS: [1, 1, 2, 1], DIMS: [8, 16, 24, 32] });
  },
};

for (const [name, change] of Object.entries(networks)) {
  for (const head of ['linear', 'upernet'] as const) {
    test(`the ONNX segmenter gives what ours gives: ${name}, head ${head}`, async t => {
      const config = tinySegmenterConfig();
      change(config);
      config.SEGMENTATION.HEAD = head;
      const side = config.DATA.IMG_SIZE;
      const segmenter = createSegmenter(config);
      setAll(segmenter.parameters);
      const pixels = lcg(2 * 3 * side * side, 9);
      const file = join(await temporaryFolder(t), 'segmenter.onnx');
      await writeOnnx(file, { config, part: 'segmenter' }, tensorsOf(segmenter.parameters));
      const { logits } = await onnxRun(file, pixels, side);
      assert.deepEqual(logits!.dims, [2, 3, side, side]);
      const expected = expectedOf(segmenter, pixels, side);
      assert.ok(new Set(expected).size > 100, 'not all the same');
      assertClose(logits!.data, expected, 'logits', 1e-5);
      segmenter.parameters.dispose();
    });
  }
}

test('a checkpoint that segments becomes a segmenter, or its encoder alone', async t => {
  const folder = await temporaryFolder(t);
  const [file, to, encoder] = ['own.safetensors', 'all.onnx', 'encoder.onnx'].map(name => join(folder, name));
  await writeSegmenter(file!);
  const { content, notes } = await convert(file!, to!);
  assert.equal(content, 'segmenter');
  assert.match(notes.join('\n'), /logits \[batch, 3, 32, 32\]: /);
  const { segmenter } = await loadSegmenter(file!, 1);
  const pixels = lcg(3 * 32 * 32, 1);
  assertClose((await onnxRun(to!, pixels, 32))['logits']!.data, expectedOf(segmenter, pixels, 32), 'logits', 1e-5);
  segmenter.parameters.dispose();
  assert.equal((await convert(file!, encoder!, { encoderOnly: true })).content, 'encoder');
});

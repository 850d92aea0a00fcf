import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { loadEncoder } from '../../extension/engine/checkpoint/loadModelState.js';
import { openFile } from '../../extension/engine/checkpoint/open.js';
import { storedModel } from '../../extension/engine/checkpoint/storedModel.js';
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { createModel } from '../../extension/engine/models/model.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { runPython, withoutPython } from '../support/python.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

/** Makes a network, gives it values of some size everywhere, saves its state and prints its features, rows of positions. */
const program = (network: string, features: string) => `
import json, sys, torch
torch.manual_seed(0)
${network}
with torch.no_grad():
    for name, tensor in model.state_dict().items():
        if name.endswith('running_var'): tensor.uniform_(0.5, 1.5)
        elif tensor.is_floating_point(): tensor.uniform_(-0.2, 0.2).add_(1.0 if tensor.ndim == 1 and name.endswith('weight') else 0.0)
model.eval()
torch.save(model.state_dict(), sys.argv[1])
size = int(sys.argv[2])
seed, values = 9, []
for _ in range(3 * size * size):
    seed = (1664525 * seed + 1013904223) % 2**32
    values.append(seed / 2**32 - 0.5)
x = torch.tensor(values).reshape(1, 3, size, size)
with torch.no_grad():
    y = ${features}
print(json.dumps(y.flatten().tolist()))
`;

interface Case {
  name: string;
  modules: string[];
  network: string;
  /** Of images `x`: `[1, positions, width]`. */
  features: string;
  size: number;
  configure: (config: Config) => void;
  /** What the file tells by itself. */
  inferred: (config: Config) => unknown;
  expected: unknown;
}

const cases: Case[] = [
  {
    name: "timm's ViT",
    modules: ['timm'],
    network:
      'import timm\nmodel = timm.models.VisionTransformer(img_size=32, patch_size=8, embed_dim=128, depth=2, num_heads=2, num_classes=5)',
    features: 'model.forward_features(x)',
    size: 32,
    configure: ({ MODEL: { VIT } }) =>
      Object.assign(VIT, { PATCH_SIZE: 8, EMBED_DIM: 128, DEPTH: 2, NUM_HEADS: 2, INIT_VALUES: null }),
    inferred: ({ DATA, MODEL: { VIT } }) => [DATA.IMG_SIZE, VIT.PATCH_SIZE, VIT.EMBED_DIM, VIT.DEPTH, VIT.NUM_HEADS],
    expected: [32, 8, 128, 2, 2],
  },
  {
    name: "timm's ViT with layer scale and no position of the class token",
    modules: ['timm'],
    network:
      'import timm\nmodel = timm.models.VisionTransformer(img_size=32, patch_size=8, embed_dim=64, depth=2, num_heads=1, init_values=0.1, no_embed_class=True, num_classes=0)',
    features: 'model.forward_features(x)',
    size: 32,
    configure: ({ MODEL: { VIT } }) =>
      Object.assign(VIT, { PATCH_SIZE: 8, EMBED_DIM: 64, DEPTH: 2, NUM_HEADS: 1, INIT_VALUES: 0.1 }),
    inferred: ({ DATA, MODEL: { VIT } }) => [DATA.IMG_SIZE, VIT.INIT_VALUES !== null, VIT.USE_APE],
    expected: [32, true, true],
  },
  {
    name: "torchvision's ViT",
    modules: ['torchvision'],
    network:
      'import torchvision\nmodel = torchvision.models.VisionTransformer(image_size=32, patch_size=8, num_layers=2, num_heads=2, hidden_dim=128, mlp_dim=256)',
    features: 'model.encoder(torch.cat([model.class_token, model._process_input(x)], 1))',
    size: 32,
    configure: ({ MODEL: { VIT } }) =>
      Object.assign(VIT, { PATCH_SIZE: 8, EMBED_DIM: 128, DEPTH: 2, NUM_HEADS: 2, MLP_RATIO: 2, INIT_VALUES: null }),
    inferred: ({ DATA, MODEL: { VIT } }) => [DATA.IMG_SIZE, VIT.EMBED_DIM, VIT.MLP_RATIO, VIT.NUM_HEADS],
    expected: [32, 128, 2, 2],
  },
  {
    name: "timm's ResNet-18",
    modules: ['timm'],
    network: "import timm\nmodel = timm.create_model('resnet18', num_classes=5)",
    features: 'model.forward_features(x).flatten(2).transpose(1, 2)',
    size: 64,
    configure: ({ MODEL }) => {
      MODEL.TYPE = 'resnet';
      Object.assign(MODEL.RESNET, { LAYERS: [2, 2, 2, 2], BLOCK: 'basic' });
    },
    inferred: ({ MODEL: { TYPE, RESNET } }) => [TYPE, RESNET.LAYERS, RESNET.BLOCK],
    expected: ['resnet', [2, 2, 2, 2], 'basic'],
  },
  {
    name: "timm's Swin",
    modules: ['timm'],
    network:
      'import timm\nmodel = timm.models.SwinTransformer(img_size=56, patch_size=4, embed_dim=32, depths=(2, 2), num_heads=(1, 2), window_size=7, num_classes=5)',
    features: 'model.forward_features(x).flatten(1, 2)',
    size: 56,
    configure: ({ MODEL }) => {
      MODEL.TYPE = 'swin';
      Object.assign(MODEL.SWIN, { EMBED_DIM: 32, DEPTHS: [2, 2], NUM_HEADS: [1, 2] });
    },
    inferred: ({ DATA, MODEL: { SWIN } }) => [DATA.IMG_SIZE, SWIN.DEPTHS, SWIN.NUM_HEADS, SWIN.WINDOW_SIZE],
    expected: [224, [2, 2], [1, 2], 7],
  },
  {
    name: "timm's ConvNeXt",
    modules: ['timm'],
    network:
      'import timm\nmodel = timm.models.ConvNeXt(depths=(2, 1, 1, 1), dims=(8, 12, 16, 20), ls_init_value=0.1, num_classes=5)',
    features: 'model.forward_features(x).flatten(2).transpose(1, 2)',
    size: 64,
    configure: ({ MODEL }) => {
      MODEL.TYPE = 'convnext';
      Object.assign(MODEL.CONVNEXT, { DEPTHS: [2, 1, 1, 1], DIMS: [8, 12, 16, 20] });
    },
    inferred: ({ MODEL: { TYPE, CONVNEXT } }) => [TYPE, CONVNEXT.DEPTHS, CONVNEXT.DIMS, CONVNEXT.LAYER_SCALE],
    expected: ['convnext', [2, 1, 1, 1], [8, 12, 16, 20], 1e-6],
  },
  {
    name: "torchvision's Swin",
    modules: ['torchvision'],
    network:
      'import torchvision\nmodel = torchvision.models.SwinTransformer(patch_size=[4, 4], embed_dim=32, depths=[2, 2], num_heads=[1, 2], window_size=[7, 7])',
    features: 'model.norm(model.features(x)).flatten(1, 2)',
    size: 56,
    configure: ({ MODEL }) => {
      MODEL.TYPE = 'swin';
      Object.assign(MODEL.SWIN, { EMBED_DIM: 32, DEPTHS: [2, 2], NUM_HEADS: [1, 2] });
    },
    inferred: ({ MODEL: { SWIN } }) => [SWIN.EMBED_DIM, SWIN.DEPTHS],
    expected: [32, [2, 2]],
  },
];

describe('encoders of other programs compute here what they compute there', () => {
  before(async () => useRuntime(await createWasmRuntime()));
  after(() => tf.disposeVariables());

  for (const { name, modules, network, features, size, configure, inferred, expected } of cases) {
    test(name, async t => {
      const skip = await withoutPython('torch', ...modules);
      if (skip) return t.skip(skip);
      const file = join(await temporaryFolder(t), 'a.pth');
      const theirs = (await runPython(program(network, features), file, String(size))) as number[];
      const config = defaultConfig();
      config.DATA.IMG_SIZE = size;
      config.MODEL.DROP_PATH_RATE = 0;
      configure(config);
      const model = createModel(config);
      model.parameters.initialise(0);
      const report = await loadEncoder(file, model.parameters);
      assert.deepEqual([report.missing, report.misfits], [[], []]);
      const images = tf.tensor4d(
        lcg(3 * size * size, 9).map(u => u - 0.5),
        [1, 3, size, size],
      );
      assertClose(
        tf.tidy(() => model.encode(images).dataSync()),
        theirs,
        'features',
      );
      assert.deepEqual(inferred(storedModel(await openFile(file)).config), expected);
      images.dispose();
      model.parameters.dispose();
    });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkDrawing } from '../../extension/engine/config/networkDrawing.js';
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { createModel } from '../../extension/engine/models/model.js';
import type { Parameters } from '../../extension/engine/models/parameters.js';
import type { TensorEntry } from '../../extension/protocol/checkpointPage.js';
import { blockLayout, boxSize, flowLayout, type Layout, sumRadius } from '../../webview/checkpoint/network/layout.js';
import { type NetworkParts, networkParts } from '../../webview/checkpoint/network/parts.js';
import { smallConfigs } from '../support/families.js';
import { convnextCases, convnextConfig } from '../support/smallConvnext.js';
import { swinCases, swinConfig } from '../support/smallSwin.js';
import { tinyResnetConfig } from '../support/tinyResnet.js';
import { tinyConfig } from '../support/tinyVit.js';

/** The tensors that a model of the engine really has. */
function tensorsOf({ stored }: Pick<Parameters, 'stored'>): TensorEntry[] {
  return stored.map(({ name, shape, buffer }) => {
    const values = shape.reduce((product, size) => product * size, 1);
    return { name, part: 'model', dtype: buffer?.dtype ?? 'F32', shape: [...shape], bytes: 4 * values };
  });
}

function partsOf(config = tinyConfig()): NetworkParts {
  return networkParts(networkDrawing(config), tensorsOf(createModel(config).parameters));
}

const variants: [name: string, change: (config: ReturnType<typeof tinyConfig>) => void][] = [
  ['the light head', () => {}],
  [
    'a transformer decoder',
    config => Object.assign(config.MODEL.VIT.DECODER, { DEPTH: 2, EMBED_DIM: 8, NUM_HEADS: 2 }),
  ],
  ['layer scale', config => Object.assign(config.MODEL.VIT, { INIT_VALUES: 0.1 })],
  ['own relative positions', config => Object.assign(config.MODEL.VIT, { USE_RPB: true, USE_APE: false })],
  ['shared relative positions', config => Object.assign(config.MODEL.VIT, { USE_SHARED_RPB: true })],
  ['sine-cosine positions', config => Object.assign(config.MODEL.VIT, { USE_APE: false, USE_FPE: true })],
  ['no biases of queries and values', config => Object.assign(config.MODEL.VIT, { QKV_BIAS: false })],
];

for (const [name, change] of variants) {
  test(`every parameter of the model is in a part of the drawing: ${name}`, () => {
    const config = tinyConfig();
    change(config);
    const { flow, blocks, other } = partsOf(config);
    const { parameters } = createModel(config);
    assert.equal(other, 0);
    assert.equal(
      flow.reduce((sum, part) => sum + part.parameters, 0),
      parameters.count(),
    );
    for (const [i, side] of ['encoder', 'decoder'].slice(0, blocks.length).entries()) {
      const inside = blocks[i]!.branches.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.parameters, 0);
      const first = parameters.specs.filter(spec => spec.name.startsWith(`${side}.blocks.0.`));
      assert.equal(
        inside,
        first.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
      );
    }
  });
}

test('the parts of ViT-B/16 and their sizes', () => {
  const config = defaultConfig();
  config.MODEL.VIT.INIT_VALUES = null;
  const { flow, blocks } = partsOf(config);
  assert.deepEqual(
    flow.map(({ title, sizes, parameters }) => [title, sizes[0], parameters]),
    [
      ['Image', '3 × 224 × 224', 0],
      ['Patch embedding', '196 patches of 16 × 16', 590_592],
      ['Tokens', '(1 + 196) × 768', 768 + 197 * 768],
      ['12 encoder blocks', 'width 768, 12 heads', 85_045_248],
      ['Layer norm', '768', 1536],
      ['1 × 1 convolution', '768 → 768', 590_592],
      ['Pixel shuffle', '14 × 14 × 768', 0],
      ['Predicted image', '3 × 224 × 224', 0],
    ],
  );
  const titles = blocks[0]!.branches.map(({ parts }) => parts.map(({ title }) => title));
  assert.deepEqual(titles, [
    ['Layer norm', 'Self-attention', 'Linear'],
    ['Layer norm', 'Linear, GELU', 'Linear'],
  ]);
});

test('tensors that the network does not have are counted apart', () => {
  const extra: TensorEntry = { name: 'extra.weight', part: 'model', dtype: 'F32', shape: [5, 5], bytes: 100 };
  const config = tinyConfig();
  const tensors = tensorsOf(createModel(config).parameters);
  assert.equal(networkParts(networkDrawing(config), [...tensors, extra]).other, 25);
});

/** Networks that tell classes of images or of pixels. */
const heads: [name: string, change: (config: Config) => void][] = [
  ['classes', ({ MODEL }) => Object.assign(MODEL, { NAME: 'finetune', NUM_CLASSES: 5 })],
  [
    'classes, from the mean',
    ({ MODEL }) => {
      Object.assign(MODEL, { NAME: 'finetune', NUM_CLASSES: 5 });
      MODEL.VIT.USE_MEAN_POOLING = true;
    },
  ],
  ...(['linear', 'upernet'] as const).map((HEAD): (typeof heads)[number] => [
    `pixels, ${HEAD}`,
    ({ MODEL, SEGMENTATION }) => {
      MODEL.NAME = 'segment';
      MODEL.VIT.DEPTH = 4;
      Object.assign(SEGMENTATION, { HEAD, HEAD_WIDTH: 8, CLASSES: 5 });
    },
  ]),
];

for (const [head, change] of heads) {
  for (const [name, make] of Object.entries(smallConfigs)) {
    test(`every learned value is in a part of the drawing: ${name} that tells ${head}`, () => {
      const config = make();
      change(config);
      const { parameters } = createMethod(config);
      const { flow, blocks, other } = networkParts(networkDrawing(config), tensorsOf(parameters));
      assert.equal(other, 0);
      assert.equal(
        flow.reduce((sum, part) => sum + part.parameters, 0),
        parameters.count(),
      );
      assert.match(flow.at(-1)!.sizes[0]!, /^5 /);
      assert.ok(blocks[0]!.branches.every(({ parts }) => parts.every(({ parameters }) => parameters > 0)));
    });
  }
}

for (const [name, config] of [
  ['a Swin transformer', smallConfigs.swin()],
  ['a Swin transformer of one window, with positions', swinConfig(swinCases['whole']!)],
  ['a ConvNeXt', smallConfigs.convnext()],
  ['a ConvNeXt without layer scale', convnextConfig(convnextCases['deep']!)],
  ['a ResNet of bottlenecks', smallConfigs.resnet()],
  ['a ResNet of basic blocks', tinyResnetConfig('basic', [2, 1, 1, 2])],
] as const) {
  test(`every learned value of ${name} is in a part of the drawing, statistics of batches are not counted`, () => {
    const { flow, blocks, other } = partsOf(config);
    assert.equal(other, 0);
    assert.equal(
      flow.reduce((sum, part) => sum + part.parameters, 0),
      createModel(config).parameters.count(),
    );
    for (const layout of [flowLayout(flow, 900), ...blocks.map(blockLayout)]) assertTidy(layout);
    assert.ok(blocks[0]!.branches.every(({ parts }) => parts.every(({ parameters }) => parameters > 0)));
  });
}

test('the parts of ResNet-50', () => {
  const config = defaultConfig();
  config.MODEL.TYPE = 'resnet';
  const { flow } = partsOf(config);
  assert.deepEqual(
    flow.map(({ title, sizes, parameters }) => [title, sizes.join(', '), parameters]),
    [
      ['Image', '3 × 224 × 224', 0],
      ['7 × 7 convolution', '3 → 64, stride 2, batch norm, ReLU, max pool to 56 × 56', 9536],
      ['3 bottleneck blocks', '56 × 56, width 256', 215_808],
      ['4 bottleneck blocks', '28 × 28, width 512', 1_219_584],
      ['6 bottleneck blocks', '14 × 14, width 1024', 7_098_368],
      ['3 bottleneck blocks', '7 × 7, width 2048', 14_964_736],
      ['1 × 1 convolution', '2048 → 3072', 6_294_528],
      ['Pixel shuffle', '7 × 7 × 3072, by 32', 0],
      ['Predicted image', '3 × 224 × 224', 0],
    ],
  );
});

for (const available of [150, 500, 1100, 4000]) {
  test(`the flow fits into ${available} units, without overlaps`, () => {
    const { flow } = partsOf();
    const layout = flowLayout(flow, available);
    assertTidy(layout);
    assert.ok(layout.width <= Math.max(available, boxSize.width + 16));
    assert.deepEqual(
      layout.boxes.map(({ part }) => part.id),
      flow.map(({ id }) => id),
    );
    assert.equal(layout.lines.length, flow.length - 1, 'an arrow from each part to the next');
  });
}

test('a block: two branches, each with a way around it', () => {
  const layout = blockLayout(partsOf().blocks[0]!);
  assertTidy(layout);
  assert.equal(layout.sums.length, 2);
  // From the top into each sum: the way around.
  for (const sum of layout.sums) {
    const into = layout.lines.filter(line => line.at(-1)![0] === sum.x && line.at(-1)![1] === sum.y - sumRadius);
    assert.equal(into.length, 1);
  }
});

/** Everything lies in the drawing, and no box on another. */
function assertTidy({ width, height, boxes, lines }: Layout): void {
  for (const [x, y] of lines.flat()) assert.ok(x >= 0 && y >= 0 && x <= width && y <= height, `${x}, ${y}`);
  for (const [i, a] of boxes.entries()) {
    assert.ok(a.x >= 0 && a.y >= 0 && a.x + boxSize.width <= width && a.y + boxSize.height <= height);
    for (const b of boxes.slice(i + 1)) {
      const apart = Math.abs(a.x - b.x) >= boxSize.width || Math.abs(a.y - b.y) >= boxSize.height;
      assert.ok(apart, `${a.part.id} and ${b.part.id}`);
    }
  }
}

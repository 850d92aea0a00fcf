import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { createClassifier } from '../../extension/engine/models/classifier.js';
import { constant, truncatedNormal, uniformFanIn } from '../../extension/engine/models/initialisers.js';
import { createModel } from '../../extension/engine/models/model.js';
import { Random } from '../../extension/engine/random.js';

const COUNT = 200_000;

function std(values: Float32Array): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
}

test('weights start with the standard deviations measured on the reference', () => {
  const config = defaultConfig();
  config.MODEL.VIT.INIT_VALUES = null;
  const { specs } = createModel(config).parameters;
  const measured = (name: string) => std(specs.find(s => s.name === name)!.init(new Random(1), COUNT));
  const near = (actual: number, expected: number) => assert.ok(Math.abs(actual / expected - 1) < 0.01, `${actual}`);
  near(measured('encoder.blocks.0.attn.qkv.weight'), 0.01079);
  near(measured('encoder.blocks.0.attn.proj.weight'), 0.00763);
  near(measured('encoder.blocks.11.mlp.fc2.weight'), 0.0022);
  near(measured('decoder.0.weight'), 0.0361 / Math.sqrt(3));
});

test('a network that is fine-tuned starts as the reference does', () => {
  const config = defaultConfig();
  config.MODEL.VIT.INIT_VALUES = null;
  const { specs } = createClassifier(config).parameters;
  const measured = (name: string) => std(specs.find(s => s.name === name)!.init(new Random(1), COUNT));
  assert.ok(Math.abs(measured('blocks.0.attn.qkv.weight') / 0.02 - 1) < 0.01);
  assert.ok(Math.abs(measured('blocks.0.attn.proj.weight') / (0.02 / Math.SQRT2) - 1) < 0.01);
  assert.ok(Math.abs(measured('head.weight') / 2e-5 - 1) < 0.01);
  assert.equal(measured('head.bias'), 0);
});

test('a ResNet starts with the variances of its paper, and its blocks as the identity', () => {
  const config = defaultConfig();
  config.MODEL.TYPE = 'resnet';
  for (const [block, last] of [
    ['bottleneck', 'bn3'],
    ['basic', 'bn2'],
  ] as const) {
    config.MODEL.RESNET.BLOCK = block;
    const { state } = createModel(config).parameters;
    const drawn = (name: string, count = 1000) => state.find(s => s.name === name)!.init(new Random(1), count);
    // Fan-out: 3 x 3 pixels of 256 channels.
    const expected = Math.sqrt(2 / (9 * 256));
    assert.ok(Math.abs(std(drawn('encoder.layer3.1.conv2.weight', COUNT)) / expected - 1) < 0.01);
    for (const { name } of state.filter(s => /bn\d\.weight|downsample\.1\.weight/.test(s.name))) {
      assert.equal(drawn(name)[999], name.endsWith(`${last}.weight`) ? 0 : 1, name);
    }
    assert.equal(drawn('encoder.layer1.0.bn1.running_var')[0], 1);
    assert.equal(drawn('encoder.layer1.0.bn1.running_mean')[0], 0);
    assert.equal(drawn('encoder.layer1.0.bn1.num_batches_tracked')[0], 0);
  }
});

test('a normal truncated at one standard deviation stays within it and fills it', () => {
  const values = truncatedNormal(0.02, 1)(new Random(2), COUNT);
  const largest = Math.max(...values.map(Math.abs).sort().slice(-1));
  assert.ok(largest <= 0.02 + 1e-9 && largest > 0.0199);
  const beyondHalf = values.filter(v => Math.abs(v) > 0.01).length / COUNT;
  // P(0.5 < |z| < 1) / P(|z| < 1) of the normal distribution.
  assert.ok(Math.abs(beyondHalf - 0.43907) < 0.005, `${beyondHalf}`);
});

test('a normal truncated far out is a normal', () => {
  const values = truncatedNormal(0.02, 100)(new Random(6), COUNT);
  assert.ok(Math.abs(std(values) / 0.02 - 1) < 0.01, `${std(values)}`);
  const beyondTwo = values.filter(v => Math.abs(v) > 0.04).length / COUNT;
  assert.ok(Math.abs(beyondTwo - 0.0455) < 0.002, `${beyondTwo}`);
  assert.ok(truncatedNormal(1, 2.5)(new Random(7), COUNT).every(v => Math.abs(v) <= 2.5));
});

test('uniform values fill their range, constants are constant', () => {
  const values = uniformFanIn(2048)(new Random(3), COUNT);
  const largest = values.map(Math.abs).sort().at(-1)!;
  assert.ok(largest <= 0.0221 && largest > 0.022);
  assert.deepEqual(constant(0.1)(new Random(4), 3), Float32Array.of(0.1, 0.1, 0.1));
});

test('a seed decides every parameter, and parameters differ', () => {
  const draw = (...stream: number[]) => truncatedNormal(1, 1)(new Random(...stream), 4);
  assert.deepEqual(draw(5, 1), draw(5, 1));
  assert.notDeepEqual(draw(5, 1), draw(5, 2));
});

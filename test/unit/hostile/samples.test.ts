import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { bandLoss } from '../../../extension/engine/inspect/spectrum/bandLoss.js';
import { predictionSpread } from '../../../extension/engine/inspect/spectrum/spread.js';
import { panelsOf } from '../../../extension/engine/report/samplePanels.js';
import { samplesSection } from '../../../extension/engine/report/samplesSection.js';
import { readSampleSteps, readSamples } from '../../../extension/engine/runs/sampleFiles.js';
import { writeFakeSamples } from '../../support/fakeRun.js';
import { anyBytes, type Draw, safetensorsHeader } from '../../support/mutate.js';
import { anyJson } from '../../support/mutateJson.js';
import { survive } from '../../support/survive.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { userError } from '../../support/userError.js';

const BYTES = { F32: 4, U8: 1, F16: 2, BOOL: 1, I64: 8 };
type Type = keyof typeof BYTES;
type Tensor = [type: Type, shape: number[]];

/** A file with these tensors; `byte` gives their content, and none is written for sizes that only the header has. */
function fileOf(tensors: Record<string, Tensor>, metadata: Record<string, string>, byte?: () => number): Buffer {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, [dtype, shape]]) => {
    const start = end;
    end += BYTES[dtype] * shape.reduce((a, b) => a * b, 1);
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, byte ? Uint8Array.from({ length: end }, byte) : Buffer.alloc(end)]);
}

/** Images of `[count, height, width]` as a run writes them. */
function images(type: Type, count: number, height: number, width: number): Record<string, Tensor> {
  const shape = [count, 3, height, width];
  return { input: [type, shape], prediction: [type, shape], mask: [type, [count, height, width]] };
}

/** Sizes that fit one another, of any type and content. */
function fitting(draw: Draw): Buffer {
  const [count, height, width] = [
    [0, 1, 2, 9],
    [0, 1, 2, 3, 7],
    [0, 1, 2, 5],
  ].map(s => s[draw(s.length)]!);
  const type = (['F32', 'U8', 'F16', 'BOOL', 'I64'] as const)[draw(5)]!;
  const metadata = ['paths', 'step', 'epoch', 'loss', 'task', 'degradation', 'mean', 'std'].filter(() => draw(3) > 0);
  const value = () => (draw(4) === 0 ? '{"toString": 1}' : JSON.stringify(anyJson(draw)));
  const texts = Object.fromEntries(metadata.map(name => [name, value()]));
  const tensors = images(type, count!, height!, width!);
  if (draw(2) === 0) tensors['corrupted'] = tensors['input']!;
  if (draw(8) === 0) delete tensors[['mask', 'prediction', 'input'][draw(3)]!];
  return fileOf(tensors, texts, () => draw(256));
}

test('damaged files of samples are shown, or refused in one sentence', async t => {
  const dir = await temporaryFolder(t);
  await writeFakeSamples(dir, [4], 8);
  const file = join(dir, 'samples', 'step-000004.safetensors');
  const original = await readFile(file);
  await survive(t, 250, async draw => {
    const kind = draw(3);
    const mutate = kind === 0 ? anyBytes : safetensorsHeader;
    await writeFile(file, kind === 2 ? fitting(draw) : mutate(Buffer.from(original), draw));
    const section = (await samplesSection(await readSampleSteps(join(dir, 'samples')))).text;
    assert.doesNotMatch(section, /undefined|\[object/);
    const { samples } = await readSamples({ file, step: 4 });
    bandLoss(samples);
    predictionSpread(samples);
  });
});

test('sizes are checked before anything is made for them', async t => {
  const dir = await temporaryFolder(t);
  const file = join(dir, 'step-000099.safetensors');
  const cases: [Record<string, Tensor>, RegExp][] = [
    [images('F32', 1e9, 0, 0), /has 1000000000 images of 0 x 0 pixels/],
    [images('F32', 1, 0, 1e9), /has 1 images of 0 x 1000000000 pixels/],
    [images('U8', 0, 8, 8), /has 0 images of 8 x 8 pixels/],
    [images('BOOL', 1, 1, 2_000_003), /has 1 images of 1 x 2000003 pixels/],
    [images('BOOL', 1, 2049, 2), /samples have sides of 1 to 2048/],
    [{ ...images('U8', 2, 4, 4), mask: ['U8', [2, 4, 5]] }, /its tensors have other shapes/],
    [{ input: ['U8', [2, 3, 4, 4]] }, /its tensors have other shapes/],
    [{ ...images('U8', 2, 4, 4), prediction: ['U8', [96]] }, /its tensors have other shapes/],
  ];
  for (const [tensors, expected] of cases) {
    await writeFile(file, fileOf(tensors, {}));
    await assert.rejects(readSamples({ file, step: 99 }), userError(expected));
    const steps = await readSampleSteps(dir);
    assert.match(steps.problems.join(), expected);
    assert.ok((await samplesSection(steps)).text.includes(file), 'a report names it');
  }
});

test('images are read on their own, and only as many as are shown', async t => {
  const dir = await temporaryFolder(t);
  await mkdir(join(dir, 'samples'));
  const file = join(dir, 'samples', 'step-000001.safetensors');
  let at = 0;
  await writeFile(
    file,
    fileOf(images('U8', 12, 2, 2), { paths: JSON.stringify('abcdefghijkl'.split('')) }, () => at++),
  );
  const all = await readSamples({ file, step: 1 });
  assert.equal(all.samples.length, 12);
  const some = await readSamples({ file, step: 1 }, 3, 2);
  assert.equal(some.images, 12);
  assert.deepEqual(some.samples, all.samples.slice(3, 5));
  assert.deepEqual((await readSamples({ file, step: 1 }, 12, 1)).samples, []);
  const { shown, photographs } = await readSampleSteps(join(dir, 'samples'));
  assert.equal(shown[0]!.samples.length, 8);
  assert.equal(photographs, 12);
});

test('predictions that are not finite spoil no scale', async t => {
  const dir = await temporaryFolder(t);
  const file = join(dir, 'step-000001.safetensors');
  // Bytes of 255 are NaN as a float.
  await writeFile(
    file,
    fileOf({ ...images('U8', 1, 4, 4), prediction: ['F32', [1, 3, 4, 4]] }, {}, () => 255),
  );
  const steps = await readSampleSteps(dir);
  assert.ok(Number.isNaN(panelsOf(steps.shown[0]!.samples[0]!)[1]!.psnr));
  const section = (await samplesSection(steps)).text;
  assert.doesNotMatch(section, /NaN|Infinity/);
  assert.ok(section.includes('– dB'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { applyPalette, colourTable, lightnessOf, type PaletteName } from '../../extension/engine/pictures/palettes.js';
import { absoluteError, planarToRgb, unnormalise } from '../../extension/engine/pictures/planar.js';
import { encodePng, pngDataUri } from '../../extension/engine/pictures/png.js';
import { psnr } from '../../extension/engine/pictures/psnr.js';
import { spectrumPicture } from '../../extension/engine/pictures/spectrumPicture.js';

function lightnesses(name: PaletteName): number[] {
  const table = colourTable(name);
  return Array.from({ length: 256 }, (_, i) => lightnessOf(table[3 * i]!, table[3 * i + 1]!, table[3 * i + 2]!));
}

for (const name of ['viridis', 'magma'] as const) {
  test(`${name} grows lighter from its first to its last colour`, () => {
    const steps = lightnesses(name).map((value, i, all) => (i === 0 ? 0 : value - all[i - 1]!));
    // One byte of one channel is the resolution of the table, so single steps may round the wrong way by as much.
    assert.ok(Math.min(...steps) > -0.002, `falls by ${Math.min(...steps)}`);
    assert.ok(lightnesses(name)[255]! - lightnesses(name)[0]! > 0.6);
  });
}

test('the diverging palette is lightest at zero and equally dark at both ends', () => {
  const light = lightnesses('diverging');
  for (let i = 1; i < 128; i++) {
    assert.ok(light[i]! >= light[i - 1]! - 0.002, `left of zero at ${i}`);
    assert.ok(light[255 - i]! >= light[256 - i]! - 0.002, `right of zero at ${255 - i}`);
  }
  assert.ok(Math.abs(light[0]! - light[255]!) < 0.02);
});

test('the cyclic palette ends where it starts and has one lightness', () => {
  const table = colourTable('cyclic');
  for (let c = 0; c < 3; c++) assert.ok(Math.abs(table[c]! - table[255 * 3 + c]!) <= 1);
  const light = lightnesses('cyclic');
  assert.ok(Math.max(...light) - Math.min(...light) < 0.01);
});

test('viridis passes through the published colours', () => {
  const table = colourTable('viridis');
  assert.deepEqual([...table.subarray(0, 3)], [0x44, 0x01, 0x54]);
  assert.deepEqual([...table.subarray(765)], [0xfd, 0xe7, 0x25]);
});

test('values outside the scale have its end colours', () => {
  const table = colourTable('magma');
  const colours = applyPalette(Float32Array.of(-5, 9), 'magma', 0, 1);
  assert.deepEqual([...colours], [...table.subarray(0, 3), ...table.subarray(765)]);
});

test('a PNG holds exactly the pixels it was made of, in colour and in gray', async () => {
  for (const channels of [1, 3]) {
    const data = Uint8Array.from({ length: 7 * 5 * channels }, (_, i) => (i * 37) % 256);
    const picture = sharp(await encodePng({ width: 7, height: 5, data }));
    const info = await picture.metadata();
    assert.deepEqual([info.format, info.width, info.height, info.channels], ['png', 7, 5, channels]);
    const back = await picture
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer();
    assert.deepEqual(new Uint8Array(back), data);
  }
  await assert.rejects(encodePng({ width: 7, height: 5, data: new Uint8Array(9) }), RangeError);
});

for (const name of ['viridis', 'magma', 'diverging', 'cyclic'] as const) {
  test(`an indexed PNG keeps all 256 colours of ${name}`, async () => {
    const values = Float32Array.from({ length: 64 * 64 }, (_, i) => ((i * 2654435761) % 256) / 255);
    const data = applyPalette(values, name, 0, 1);
    const back = await sharp(await encodePng({ width: 64, height: 64, data }, { indexed: true }))
      .removeAlpha()
      .raw()
      .toBuffer();
    assert.deepEqual(new Uint8Array(back), data);
  });
}

test('a data address is a PNG in base64', async () => {
  const uri = await pngDataUri({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3) });
  const bytes = Buffer.from(uri.slice('data:image/png;base64,'.length), 'base64');
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
});

test('planes become interleaved bytes, clamped and rounded', () => {
  const picture = planarToRgb(Float32Array.of(0, 1, 0.5, -3, 2, 0.2), 2, 1);
  assert.deepEqual([...picture.data], [0, 128, 255, 255, 0, 51]);
});

test('un-normalising gives ImageNet means for zeros and mean + std for ones', () => {
  assert.deepEqual(
    [...unnormalise(new Float32Array(3), imagenetStatistics)],
    [...Float32Array.of(0.485, 0.456, 0.406)],
  );
  const ones = [...unnormalise(Float32Array.of(1, 1, 1), imagenetStatistics)];
  for (const [i, expected] of [0.714, 0.68, 0.631].entries()) assert.ok(Math.abs(ones[i]! - expected) < 1e-6);
});

test('error is the mean over colours and PSNR follows its definition', () => {
  const target = new Float32Array(6).fill(0.5);
  const image = Float32Array.of(0.6, 0.5, 0.3, 0.5, 0.5, 0.5);
  const [first, second] = absoluteError(image, target);
  assert.ok(Math.abs(first! - 0.1) < 1e-6);
  assert.equal(second, 0);
  assert.ok(Math.abs(psnr(image, target) - 10 * Math.log10(6 / 0.05)) < 1e-4);
  assert.equal(psnr(target, target), Number.POSITIVE_INFINITY);
});

test('a spectrum picture marks circle and centre, and its legend lies below the untouched rows', () => {
  const values = new Float32Array(33 * 31);
  const options = { palette: 'viridis', low: 0, high: 10 } as const;
  const plain = spectrumPicture(values, 33, 31, options);
  const marked = spectrumPicture(values, 33, 31, { ...options, circles: [10], markCentre: true, legend: true });
  const at = (x: number, y: number) => [...marked.data.subarray((y * 33 + x) * 3, (y * 33 + x) * 3 + 3)];
  assert.deepEqual(at(16 + 10, 15), [255, 255, 255]);
  assert.deepEqual(at(16, 15 - 3), [255, 255, 255]);
  assert.deepEqual(at(16, 15), [0x44, 0x01, 0x54]);
  assert.equal(plain.height, 31);
  assert.ok(marked.height > 31);
  assert.deepEqual(at(32, 34), [0xfd, 0xe7, 0x25]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resizeMask } from '../../extension/engine/data/mask.js';
import { makeView, type ViewSpec } from '../../extension/engine/data/views/registry.js';
import { Random } from '../../extension/engine/random.js';
import { IGNORED } from '../../extension/engine/segmentation/confusion.js';
import { LogitCanvas, windowsOver } from '../../extension/engine/segmentation/slidingWindow.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { shapesPicture } from '../support/shapes.js';

const SIDE = 24;
const mean = [0.25, 0.5, 0.75];
const spec: ViewSpec = { kind: 'segment', side: SIDE, mean, filter: 'bilinear' };

/** Left half black and class 0, right half white and class 1. */
function halves(width: number, height: number) {
  const data = Uint8Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 0 : 1));
  const pixels = Uint8Array.from({ length: 3 * data.length }, (_, i) => 255 * data[Math.floor(i / 3)]!);
  return { image: { width, height, data: pixels }, mask: { width, height, data } };
}

test('image and mask are scaled, cut and mirrored together; what lies beyond has the mean colour and no class', () => {
  const { image, mask } = halves(40, 40);
  const seen = { padded: 0, mirrored: 0, both: 0 };
  for (let i = 0; i < 100; i++) {
    const view = makeView(image, spec, new Random(3, i), mask);
    const [images, masks] = [view['images']!, view['masks']!];
    assert.deepEqual([images.length, masks.length], [3 * SIDE ** 2, SIDE ** 2]);
    for (const [at, id] of masks.entries()) {
      const colour = [0, 1, 2].map(c => images[c * SIDE ** 2 + at]!);
      if (id === IGNORED) {
        assert.deepEqual(colour, [...Float32Array.from(mean)]);
        continue;
      }
      // At the line between the halves the colours mix; beside it light changes less than from one half to the other.
      const isEdge = [-2, -1, 1, 2].some(step => masks[at + step] !== id);
      if (!isEdge) assert.ok(id === 0 ? colour[0]! < 0.2 : colour[0]! > 0.3, `class ${id} has ${colour}`);
    }
    if (masks.includes(IGNORED)) seen.padded++;
    const row = masks.subarray(0, SIDE);
    if (row.includes(0) && row.includes(1)) {
      seen.both++;
      if (row.indexOf(1) < row.indexOf(0)) seen.mirrored++;
    }
  }
  assert.ok(seen.padded > 15 && seen.padded < 60, `${seen.padded} padded`);
  assert.ok(seen.both > 80, `${seen.both} crops are not of one class alone`);
  assert.ok(seen.mirrored > 0.3 * seen.both && seen.mirrored < 0.7 * seen.both, `${seen.mirrored} mirrored`);
});

test('a view follows from its stream alone, and needs a mask', () => {
  const { pixels, mask: data, width, height } = shapesPicture(50, 30, 4);
  const [image, mask] = [
    { width, height, data: pixels },
    { width, height, data },
  ];
  const make = (stream: number) => makeView(image, spec, new Random(stream), mask);
  assert.deepEqual(make(1), make(1));
  assert.notDeepEqual(make(1), make(2));
  for (const value of make(1)['images']!) assert.ok(value >= 0 && value <= 1);
  assert.throws(() => makeView(image, spec, new Random(1)), /with a mask/);
});

test('a resized mask takes classes as they are', () => {
  const mask = { width: 2, height: 1, data: Uint8Array.of(7, 250) };
  assert.deepEqual([...resizeMask(mask, 5, 2).data], [7, 7, 250, 250, 250, 7, 7, 250, 250, 250]);
  assert.deepEqual([...resizeMask({ width: 3, height: 1, data: Uint8Array.of(1, 2, 3) }, 1, 1).data], [2]);
});

test('windows cover an image, two thirds of a side apart, and end with it', () => {
  assert.deepEqual(windowsOver([30, 30], 30), [{ top: 0, left: 0 }]);
  assert.deepEqual(
    windowsOver([30, 75], 30).map(({ left }) => left),
    [0, 20, 40, 45],
  );
  const covered = new Uint8Array(47 * 31);
  for (const { top, left } of windowsOver([47, 31], 30)) {
    for (let y = top; y < top + 30; y++) for (let x = left; x < left + 30; x++) covered[y * 31 + x] = 1;
  }
  assert.ok(covered.every(value => value === 1));
});

test('where windows overlap, the mean of their logits counts', () => {
  const canvas = new LogitCanvas([1, 3], 2);
  // Windows of one pixel a side: three votes for pixel 0, of which the mean is for class 1.
  for (const logits of [
    [1, 0],
    [0, 5],
    [1, 0],
  ])
    canvas.add(Float32Array.from(logits), { top: 0, left: 0 }, 1);
  canvas.add(Float32Array.of(1, 0), { top: 0, left: 1 }, 1);
  canvas.add(Float32Array.of(0, 1), { top: 0, left: 2 }, 1);
  assert.deepEqual([...canvas.classesAt(1, 3)], [1, 0, 1]);
});

test('classes at another size are those of the interpolated logits', () => {
  const [rows, columns, classes] = [3, 4, 3];
  const logits = lcg(rows * columns * classes, 9);
  const canvas = new LogitCanvas([rows, columns], classes);
  for (let i = 0; i < rows * columns; i++) {
    const corner = { top: Math.floor(i / columns), left: i % columns };
    canvas.add(logits.subarray(i * classes, (i + 1) * classes), corner, 1);
  }
  const [height, width] = [7, 5];
  const at = (y: number, x: number, c: number) => logits[(y * columns + x) * classes + c]!;
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
  const expected = Array.from({ length: height * width }, (_, i) => {
    const y = clamp(((Math.floor(i / width) + 0.5) * rows) / height - 0.5, rows - 1);
    const x = clamp((((i % width) + 0.5) * columns) / width - 0.5, columns - 1);
    const [y0, x0] = [Math.floor(y), Math.floor(x)];
    const [y1, x1] = [Math.min(rows - 1, y0 + 1), Math.min(columns - 1, x0 + 1)];
    const values = Array.from({ length: classes }, (_, c) => {
      const top = at(y0, x0, c) * (1 - (x - x0)) + at(y0, x1, c) * (x - x0);
      const bottom = at(y1, x0, c) * (1 - (x - x0)) + at(y1, x1, c) * (x - x0);
      return top * (1 - (y - y0)) + bottom * (y - y0);
    });
    return values.indexOf(Math.max(...values));
  });
  assertClose(canvas.classesAt(height, width), expected, 'classes', 0);
});

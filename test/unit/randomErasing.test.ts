import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawRectangles, type Erasing, erase } from '../../extension/engine/data/augment/erase.js';
import { Random } from '../../extension/engine/random.js';

const DRAWS = 4000;
const size = [200, 160] as const;
const [height, width] = size;
const statistics = { mean: [0.5, 0.25, 0.75], std: [0.1, 0.2, 0.3] };

test('a rectangle lies within the image, with area and shape as the method says', () => {
  const areas: number[] = [];
  const aspects: number[] = [];
  for (let i = 0; i < DRAWS; i++) {
    const boxes = drawRectangles(size, 1, new Random(1, i));
    assert.ok(boxes.length <= 1);
    for (const box of boxes) {
      assert.ok(box.left >= 0 && box.top >= 0 && box.left + box.width <= width && box.top + box.height <= height);
      assert.ok(box.width < width && box.height < height);
      areas.push((box.width * box.height) / (width * height));
      aspects.push(Math.log(box.height / box.width));
    }
  }
  assert.ok(areas.length > 0.999 * DRAWS, `${areas.length} rectangles`);
  const [least, most] = [Math.min(...areas), Math.max(...areas)];
  assert.ok(least > 0.019 && least < 0.025 && most < 0.34 && most > 0.32, `areas from ${least} to ${most}`);
  // Rectangles of up to 6 % of the area fit whatever their shape, so among them its logarithm is uniform.
  const limit = Math.log(1 / 0.3);
  const small = aspects.filter((_, i) => areas[i]! < 0.06);
  assert.ok(small.length > 300 && Math.abs(mean(small)) < 0.1 * limit, `mean log aspect ${mean(small)}`);
  assert.ok(Math.abs(mean(small.map(x => x * x)) / (limit * limit) - 1 / 3) < 0.05, 'spread of log aspect');
  assert.ok(Math.max(...aspects.map(Math.abs)) < limit * 1.05);
});

test('positions reach every edge', () => {
  const seen = { left: false, right: false, top: false, bottom: false };
  for (let i = 0; i < 2000; i++) {
    for (const box of drawRectangles([16, 16], 1, new Random(2, i))) {
      seen.left ||= box.left === 0;
      seen.top ||= box.top === 0;
      seen.right ||= box.left + box.width === 16;
      seen.bottom ||= box.top + box.height === 16;
    }
  }
  assert.deepEqual(seen, { left: true, right: true, top: true, bottom: true });
});

test('several rectangles are up to so many, evenly, and share the area', () => {
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < DRAWS; i++) {
    const boxes = drawRectangles(size, 4, new Random(3, i));
    counts[boxes.length]!++;
    for (const box of boxes) {
      const share = (box.width * box.height * boxes.length) / (width * height);
      assert.ok(share > 0.018 && share < 0.35, `${boxes.length} of ${share}`);
    }
  }
  for (const count of counts.slice(1)) assert.ok(Math.abs(count / DRAWS - 0.25) < 0.03, counts.join());
});

test('an image too slim for any rectangle is left alone', () => {
  for (let i = 0; i < 100; i++) assert.deepEqual(drawRectangles([1, 500], 1, new Random(4, i)), []);
});

/** An image of 2 everywhere after erasing, which no erased pixel of it is, and where it was erased. */
function erased(erasing: Erasing, i: number) {
  const pixels = new Float32Array(3 * height * width).fill(2);
  erase(pixels, { size, ...statistics }, erasing, new Random(5, i));
  const [box] = changedBox(pixels);
  return { pixels, box };
}

/** The smallest box around all pixels that are not 2, if there are any. */
function changedBox(pixels: Float32Array) {
  const at = [...pixels.keys()].filter(i => pixels[i] !== 2);
  if (at.length === 0) return [];
  const rows = at.map(i => Math.floor(i / width) % height);
  const columns = at.map(i => i % width);
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  return [{ top, left, bottom: Math.max(...rows) + 1, right: Math.max(...columns) + 1 }];
}

/** What the box has in each channel. */
function inside({ pixels, box }: ReturnType<typeof erased>): number[][] {
  return [0, 1, 2].map(channel => {
    const found: number[] = [];
    for (let y = box!.top; y < box!.bottom; y++) {
      for (let x = box!.left; x < box!.right; x++) found.push(pixels[(channel * height + y) * width + x]!);
    }
    return found;
  });
}

test('what is erased is one rectangle, the same in all channels, and nothing else', () => {
  for (let i = 0; i < 10; i++) {
    const made = erased({ probability: 1, mode: 'const', most: 1 }, i);
    const channels = inside(made);
    for (const [channel, values] of channels.entries()) {
      assert.ok(values.every(value => value === Math.fround(statistics.mean[channel]!)));
    }
    assert.equal(made.pixels.filter(value => value !== 2).length, channels.flat().length);
    const [expected] = drawRectangles(size, 1, afterDecision(i));
    assert.deepEqual([made.box!.top, made.box!.left], [expected!.top, expected!.left]);
  }
});

/** The stream of image `i` behind the decision whether anything is erased. */
function afterDecision(i: number): Random {
  const random = new Random(5, i);
  random.bernoulli(1);
  return random;
}

test("'pixel' writes what is N(0, 1) after normalisation, anew for each number", () => {
  for (const [channel, values] of inside(erased({ probability: 1, mode: 'pixel', most: 1 }, 1)).entries()) {
    const normalised = values.map(value => (value - statistics.mean[channel]!) / statistics.std[channel]!);
    assert.ok(values.length > 1000);
    assert.ok(new Set(values).size > 0.99 * values.length);
    assert.ok(Math.abs(mean(normalised)) < 0.1, `mean ${mean(normalised)}`);
    const variance = mean(normalised.map(x => x * x));
    assert.ok(Math.abs(variance - 1) < 0.15, `variance ${variance}`);
  }
});

test("'rand' writes one colour, whose channels are N(0, 1) after normalisation", () => {
  const drawn: number[] = [];
  for (let i = 0; i < 150; i++) {
    for (const [channel, values] of inside(erased({ probability: 1, mode: 'rand', most: 1 }, i)).entries()) {
      assert.equal(new Set(values).size, 1);
      drawn.push((values[0]! - statistics.mean[channel]!) / statistics.std[channel]!);
    }
  }
  assert.ok(Math.abs(mean(drawn)) < 0.15, `mean ${mean(drawn)}`);
  assert.ok(Math.abs(mean(drawn.map(x => x * x)) - 1) < 0.25, 'variance');
});

test('erasing happens as often as it should, and by the stream alone', () => {
  const erasing = { probability: 0.25, mode: 'pixel', most: 2 } as const;
  let count = 0;
  for (let i = 0; i < 2000; i++) {
    const small = () => {
      const pixels = new Float32Array(3 * 12 * 10).fill(2);
      erase(pixels, { size: [12, 10], ...statistics }, erasing, new Random(6, i));
      return pixels;
    };
    const pixels = small();
    assert.deepEqual(pixels, small());
    if (pixels.some(value => value !== 2)) count++;
  }
  assert.ok(Math.abs(count / 2000 - 0.25) < 0.04, `${count} of 2000`);
});

function mean(values: number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

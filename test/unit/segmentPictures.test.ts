import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classColour } from '../../extension/engine/pictures/classColours.js';
import { withClassLegend } from '../../extension/engine/pictures/classLegend.js';
import { classOverlay } from '../../extension/engine/pictures/classOverlay.js';
import { IGNORED } from '../../extension/engine/segmentation/confusion.js';
import { presentClasses, wrongPixels } from '../../webview/plots/segmentation/classes.js';

test('each of the classes that there can be has a colour of its own', () => {
  const colours = Array.from({ length: 255 }, (_, k) => classColour(k));
  assert.equal(new Set(colours.map(String)).size, 255);
  for (const channel of colours.flat()) assert.ok(Number.isInteger(channel) && channel >= 0 && channel <= 255);
});

test('classes lie over the image as strongly as is said, and pixels without one stay', () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(100, 100, 100, 50, 60, 70) };
  const { data } = classOverlay(image, Uint8Array.of(1, IGNORED), 0.5);
  const mixed = classColour(1).map(value => Math.round((100 + value) / 2));
  assert.deepEqual([...data], [...mixed, 50, 60, 70]);
});

test('a legend has a line for as many classes as fit, below the picture as it was', () => {
  const image = { width: 120, height: 10, data: new Uint8Array(3 * 1200).fill(9) };
  const one = withClassLegend(image, [0, 3]);
  const two = withClassLegend(image, [0, 1, 2, 3, 4]);
  assert.equal(two.width, 120);
  assert.ok(two.height > one.height && one.height > 10);
  assert.deepEqual(two.data.subarray(0, 3 * 1200), image.data);
  const has = (colour: readonly number[]) =>
    Array.from({ length: one.width * one.height }, (_, i) => String([...one.data.subarray(3 * i, 3 * i + 3)])).includes(
      String(colour),
    );
  assert.ok(has(classColour(3)) && !has(classColour(1)));
});

test('a legend of a page names the classes that are there, by mask or prediction, the largest first', () => {
  const input = { width: 4, height: 1, data: new Uint8Array(12) };
  const truth = { mask: Uint8Array.of(1, 1, 0, IGNORED), iou: [50, 0, null, 0], pixelAccuracy: 0 };
  const view = { classes: ['a', 'b', 'c', 'd'], input, prediction: Uint8Array.of(3, 0, 0, 0), truth };
  assert.deepEqual(presentClasses(view), [
    { index: 1, name: 'b', truth: 0.5, prediction: 0, iou: 0 },
    { index: 0, name: 'a', truth: 0.25, prediction: 0.75, iou: 50 },
    { index: 3, name: 'd', truth: 0, prediction: 0.25, iou: 0 },
  ]);
  assert.deepEqual([...wrongPixels(view.prediction, truth.mask)], [3, 0, IGNORED, IGNORED]);
});

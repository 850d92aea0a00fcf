import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  fitScale,
  panned,
  pixelAt,
  place,
  scaleIn,
  type ViewState,
  zoomed,
} from '../../../webview/plots/viewTransform.js';

const picture = { width: 224, height: 224 };
const natural: ViewState = { mode: 'natural', scale: 1, x: 0, y: 0 };
const free = (scale: number, x = 0, y = 0): ViewState => ({ mode: 'free', scale, x, y });

test('a picture that is enlarged to fit has whole screen pixels per pixel', () => {
  assert.equal(fitScale({ width: 500, height: 700 }, picture, 1), 2);
  assert.equal(fitScale({ width: 500, height: 700 }, picture, 2), 2);
  assert.equal(fitScale({ width: 500, height: 700 }, picture, 1.5), 2);
  assert.equal(fitScale({ width: 112, height: 700 }, picture, 1), 0.5);
});

test('true size is one pixel on one of the screen, unless the pane is too small for it', () => {
  assert.equal(scaleIn(natural, { width: 400, height: 400 }, picture, 1), 1);
  assert.equal(scaleIn(natural, { width: 400, height: 400 }, picture, 2), 0.5);
  assert.equal(scaleIn(natural, { width: 112, height: 400 }, picture, 1), 0.5);
});

test('a picture is centred, and its corner is on a screen pixel', () => {
  assert.deepEqual(place(natural, { width: 300, height: 224 }, picture, 1), { scale: 1, left: 38, top: 0 });
  const { left, top } = place(natural, { width: 300.4, height: 231 }, picture, 1.5);
  assert.equal(left * 1.5, Math.round(left * 1.5));
  assert.equal(top * 1.5, Math.round(top * 1.5));
});

test('the pixel under a point', () => {
  const placement = place(free(4), { width: 100, height: 100 }, { width: 7, height: 7 }, 1);
  // 28 CSS pixels in the middle of 100.
  assert.equal(placement.left, 36);
  assert.deepEqual(pixelAt(placement, { width: 7, height: 7 }, 36, 36), { x: 0, y: 0 });
  assert.deepEqual(pixelAt(placement, { width: 7, height: 7 }, 63.9, 40), { x: 6, y: 1 });
  assert.equal(pixelAt(placement, { width: 7, height: 7 }, 64, 40), undefined);
  assert.equal(pixelAt(placement, { width: 7, height: 7 }, 35.9, 40), undefined);
});

test('zooming keeps what is under the cursor', () => {
  const pane = { width: 400, height: 300 };
  const before = free(2, 10, -20);
  const after = zoomed(before, 57, -31, 1.7);
  const pointAt = (state: ViewState) => {
    // Without the rounding to screen pixels, which is at most half a one.
    const [px, py] = [57 + pane.width / 2, -31 + pane.height / 2];
    return [
      (px - pane.width / 2) / state.scale + state.x + picture.width / 2,
      (py - pane.height / 2) / state.scale + state.y + picture.height / 2,
    ];
  };
  assert.equal(after.scale, 3.4);
  for (const [i, value] of pointAt(before).entries()) assert.ok(Math.abs(value - pointAt(after)[i]!) < 1e-9);
});

test('zoom has limits and does not drift at them', () => {
  const state = zoomed(free(60), 100, 0, 10);
  assert.equal(state.scale, 64);
  assert.deepEqual(zoomed(state, 100, 0, 2), state);
  assert.equal(zoomed(free(0.02), 0, 0, 0.1).scale, 1 / 64);
});

test('a picture follows the hand, and its edge stops in the middle of the pane', () => {
  assert.deepEqual(panned(free(2), 10, -6, picture), free(2, -5, 3));
  assert.deepEqual(panned(free(2), 1e6, 0, picture), free(2, -112, 0));
});

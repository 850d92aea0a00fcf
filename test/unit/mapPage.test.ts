import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapRequestOf, placeOf, placesOf } from '../../extension/host/checkpoint/map/mapRequests.js';
import { mostThumbnails } from '../../extension/protocol/mapApi.js';
import { groupsOf, hasInnerFolders, markOf } from '../../webview/checkpoint/map/groups.js';
import { inside, laidOut, nearestPoint, plane, pointTowards, withRoom } from '../../webview/checkpoint/map/layout.js';
import { restoredMap } from '../../webview/checkpoint/map/mapState.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';

test('points lie in the middle of the plane, on one scale, y upwards', () => {
  const points = laidOut(Float32Array.of(-2, 1, 8, 3, 3, 2));
  const middle = plane.width / 2;
  assertClose(points.subarray(4), [middle, middle], 'middle', 1e-3);
  const [width, height] = [points[2]! - points[0]!, points[1]! - points[3]!];
  assert.ok(height > 0, 'upwards');
  assertClose([width / height], [5], 'scale', 1e-4);
  assert.ok(width < plane.width && width > 0.9 * plane.width);
  assert.deepEqual([...laidOut(Float32Array.of(7, 7))], [middle, middle]);
  assert.deepEqual([...laidOut(Float32Array.of(0, 0, 0, 0))], Array(4).fill(middle));
});

const cross = Float32Array.of(0, 0, 10, 0, 30, 1, 0, 10, -5, 5);

test('the point nearest to the mouse, within reach', () => {
  assert.equal(nearestPoint(cross, 12, 1, 5), 1);
  assert.equal(nearestPoint(cross, 20, 20, 5), undefined);
});

test('an arrow key goes to the nearest point in its direction', () => {
  assert.equal(pointTowards(cross, 0, 1, 0), 1);
  assert.equal(pointTowards(cross, 1, 1, 0), 2);
  assert.equal(pointTowards(cross, 2, 1, 0), undefined);
  // 45 degrees off it still counts, and it is nearer than what lies straight ahead.
  assert.equal(pointTowards(cross, 0, 0, 1), 4);
});

test('a line around points holds those inside it, those in its hollow left out', () => {
  const points = Float32Array.of(1, 1, 5, 1, 9, 1, 5, 8, 12, 5);
  // A U, open at the top.
  const line = [
    [0, 0],
    [3, 0],
    [3, 6],
    [7, 6],
    [7, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ] as const;
  assert.deepEqual(inside(points, line), [0, 2, 3]);
  assert.deepEqual(inside(points, []), []);
});

test('pictures have room, and no point without one could have one', () => {
  const points = Float32Array.from(lcg(600, 5), u => 100 * u);
  const side = 9;
  const chosen = withRoom(points, side);
  const overlaps = (a: number, b: number) =>
    Math.abs(points[2 * a]! - points[2 * b]!) < side && Math.abs(points[2 * a + 1]! - points[2 * b + 1]!) < side;
  for (const a of chosen) for (const b of chosen) assert.ok(a === b || !overlaps(a, b), `${a} and ${b}`);
  for (let i = 0; i < 300; i++) assert.ok(chosen.includes(i) || chosen.some(a => overlaps(a, i)), `${i}`);
});

test('groups are classes or the folders in them; more groups than colours differ in their shapes', () => {
  const names = ['top.png', 'a/1.png', 'a/x/2.png', 'b/x/3.png', 'b/x/4.png'];
  assert.deepEqual(groupsOf({ names }, 'class'), { names: ['', 'a', 'b'], of: Int32Array.of(0, 1, 1, 2, 2) });
  const folders = groupsOf({ names }, 'folder');
  assert.deepEqual(folders, { names: ['', 'a', 'a/x', 'b/x'], of: Int32Array.of(0, 1, 2, 3, 3) });
  assert.equal(hasInnerFolders({ names }), true);
  assert.equal(hasInnerFolders({ names: names.slice(0, 2) }), false);
  const theme = { charts: ['red', 'green'], muted: 'gray' };
  const groups = { names: [...'abcdefgh'], of: new Int32Array() };
  const marks = groups.names.map((_, group) => JSON.stringify(markOf(group, groups, theme)));
  assert.equal(new Set(marks).size, 8);
  assert.equal(markOf(0, folders, theme).colour, 'gray');
  assert.equal(markOf(1, folders, theme).colour, 'red', 'images in no folder take no colour away');
  assert.equal(markOf(0, { names: [''], of: new Int32Array(1) }, theme).colour, 'red');
});

test('what was chosen comes back, and nothing else', () => {
  const chosen = {
    folder: 'x',
    method: 'umap',
    layer: 2,
    groupBy: 'folder',
    marks: 'thumbnails',
    drag: 'move',
    isDrawn: true,
    other: { id: 'a', label: 'b' },
  };
  assert.deepEqual(restoredMap(chosen), chosen);
  const fresh = { method: 'pca', groupBy: 'class', marks: 'points', drag: 'select', isDrawn: false };
  const odd = { folder: 3, method: 'tsne', layer: -1, groupBy: 1, marks: 'x', drag: {}, isDrawn: 1, other: { id: 2 } };
  for (const kept of [undefined, null, 'x', odd]) assert.deepEqual(restoredMap(kept), fresh);
});

test('the host takes no other request than those of the page', () => {
  assert.deepEqual(mapRequestOf({ folder: 'a', method: 'pca', path: '/etc' }), {
    folder: 'a',
    other: undefined,
    method: 'pca',
    layer: undefined,
  });
  assert.deepEqual(placesOf({ images: [0, 3] }), [0, 3]);
  for (const wrong of [
    () => mapRequestOf(undefined),
    () => mapRequestOf({ folder: 'a', method: 'tsne' }),
    () => mapRequestOf({ folder: 'a', method: 'pca', layer: 0.5 }),
    () => mapRequestOf({ folder: 'a', method: 'pca', other: 3 }),
    () => placeOf({ image: '../x' }),
    () => placesOf({ images: [1, -1] }),
    () => placesOf({ images: Array(mostThumbnails + 1).fill(0) }),
  ])
    assert.throws(wrong, /^TypeError: The page sent no valid /);
});

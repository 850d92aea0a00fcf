import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KnownImages } from '../../../extension/host/checkpoint/look/knownImages.js';

test('what a page was told of stays known, by the same id, whatever it is told of later', () => {
  const known = new KnownImages();
  const [first] = known.tell(['/data/a/1.jpg']);
  for (let i = 0; i < 700; i++) known.tell([`/data/many/${i}.jpg`]);
  assert.equal(known.find(first!.id), '/data/a/1.jpg');
  assert.deepEqual(known.tell(['/data/a/1.jpg']), [first]);
});

test('ids are those of another page and of another day, and say nothing of the path', () => {
  const paths = ['/data/a/1.jpg', '/data/b/1.jpg'];
  const told = new KnownImages().tell(paths);
  assert.deepEqual(new KnownImages().tell(paths), told);
  assert.deepEqual(
    told.map(({ name }) => name),
    ['a/1.jpg', 'b/1.jpg'],
  );
  assert.notEqual(told[0]!.id, told[1]!.id);
  assert.ok(told.every(({ id }) => /^[\w-]{16}$/.test(id)));
});

test('what it was not told of is not known', () => {
  const known = new KnownImages();
  const [other] = new KnownImages().tell(['/etc/other.png']);
  assert.equal(known.find(other!.id), undefined);
  assert.equal(known.find('__proto__'), undefined);
});

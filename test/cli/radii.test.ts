import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/root.js';
import { mfm, start, temporaryFolder, tinyWorkspace } from './mfm.js';

const photos = `${root}examples/photos`;

test('radii of classes: a file for the config, a table, and the same numbers as JSON', async t => {
  const output = join(await temporaryFolder(t), 'radii.json');
  const args = [
    'radii',
    photos,
    '--per-class',
    '--energy',
    '0.95',
    '--size',
    '96',
    '--images',
    '3',
    '--output',
    output,
  ];
  const { code, stdout, stderr } = await mfm(...args);
  assert.equal(code, 0, stderr);
  const { classes, ...file } = JSON.parse(await readFile(output, 'utf8'));
  assert.deepEqual(Object.keys(classes), ['animals', 'energy', 'fish', 'objects', 'scenery', 'texture', 'tools']);
  assert.deepEqual(file, { format: 'mfm-radii', version: 1, size: 96, energy: 0.95, radius: file.radius });
  for (const radius of [file.radius, ...Object.values<number>(classes)]) {
    assert.ok(Number.isInteger(radius) && radius >= 1 && radius < 48, `radius ${radius}`);
  }
  assert.match(stdout, new RegExp(`^texture +3 +${classes.texture} +9\\d\\.\\d\\d % `, 'm'));
  assert.match(stdout, /^\(all\) +21 /m);
  assert.match(stdout, /DATA:\n +MASK_RADII: radii\.json/);
  assert.match(stderr, /Measuring images: 0 of 21\n.*Measuring images: 21 of 21\n$/s);

  const answer = JSON.parse((await mfm(...args, '--json')).stdout);
  assert.deepEqual([answer.file, answer.radius, answer.images], [output, file.radius, 21]);
  for (const [name, measured] of Object.entries<{ radius: number; kept: number }>(answer.classes)) {
    assert.equal(measured.radius, classes[name]);
    assert.ok(measured.kept >= 0.95, `${name} keeps ${measured.kept}`);
  }
});

test('small images are measured at their own size, and it is said so', async t => {
  const { dir } = await tinyWorkspace(t);
  const output = join(dir, 'radii.json');
  const { code, stdout, stderr } = await mfm('radii', join(dir, 'photos'), '--output', output);
  assert.equal(code, 0, stderr);
  const { size, radius } = JSON.parse(await readFile(output, 'utf8'));
  assert.equal(size, 224);
  assert.match(
    stdout,
    /^Measured at \d+ pixels, which the images have; scaled up to 224 they have the same frequencies/m,
  );
  assert.match(stdout, /For a config in the same folder with IMG_SIZE 224:/);
  const side = Number(/Measured at (\d+)/.exec(stdout)![1]);
  const own = JSON.parse(
    (await mfm('radii', join(dir, 'photos'), '--size', `${side}`, '--output', output, '--json')).stdout,
  );
  assert.deepEqual([own.size, own.side, own.radius], [side, side, radius]);
});

test('unreadable images are named and left out', async t => {
  const { dir } = await tinyWorkspace(t);
  await writeFile(join(dir, 'photos/a/text.jpg'), 'not an image');
  const output = join(dir, 'radii.json');
  const { code, stdout } = await mfm('radii', join(dir, 'photos'), '--size', '32', '--output', output);
  assert.equal(code, 0);
  assert.match(stdout, /Left out 1 file:\n {2}a\/text\.jpg: it is not a/);
  assert.match(stdout, /^\(all\) +16 /m);
  assert.deepEqual(JSON.parse(await readFile(output, 'utf8')).classes, {});
});

test('bad input is one sentence, and nothing is written', async t => {
  const dir = await temporaryFolder(t);
  const output = join(dir, 'radii.json');
  for (const [folder, flags, expected] of [
    [join(dir, 'nowhere'), [], /There is no folder .*nowhere/],
    [dir, [], /There are no images in/],
    [join(photos, 'fish'), ['--per-class'], /no two class folders/],
  ] as const) {
    const ended = await mfm('radii', folder, ...flags, '--output', output, '--json');
    assert.deepEqual([ended.code, ended.stdout], [2, '']);
    assert.match(ended.stderr, /^mfm: [^\n]+\.\n$/);
    assert.match(ended.stderr, expected);
  }
  assert.equal(existsSync(output), false);
});

test('Ctrl-C ends it with 130 and writes nothing', async t => {
  const output = join(await temporaryFolder(t), 'radii.json');
  const { child, ended } = start('radii', photos, '--size', '1024', '--output', output);
  child.stderr!.once('data', () => child.kill('SIGINT'));
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 130, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /Interrupted: nothing was written\.\n$/);
  assert.equal(existsSync(output), false);
});

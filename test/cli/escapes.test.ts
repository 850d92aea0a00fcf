import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeFakeRun } from '../support/fakeRun.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { writeNamedTensors } from '../support/writeNamedTensors.js';
import { type Ended, mfm, tinyWorkspace } from './mfm.js';

/** Renames the window, paints, deletes lines, moves the cursor by C1, turns the direction, deletes. */
const evil = '\x1b]0;owned\x07\x1b[31m\x1b[2K\x9b1A\u202e\x7f';
const shown = '\\u001b]0;owned\\u0007\\u001b[31m\\u001b[2K\\u009b1A\\u202e\\u007f';

/** Nothing that a terminal obeys was printed, and what was in its place says so. */
function assertHarmless({ stdout, stderr }: Ended): void {
  for (const output of [stdout, stderr]) assert.doesNotMatch(output, /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  assert.ok((stdout + stderr).includes(shown), stdout + stderr);
}

/** A safetensors file with this header and no data. */
async function headerFile(dir: string, header: object): Promise<string> {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = join(dir, 'a.safetensors');
  await writeFile(file, Buffer.concat([length, json]));
  return file;
}

test('inspect shows names, metadata and types of any file', async t => {
  const dir = await temporaryFolder(t);
  const empty = { dtype: 'U8', shape: [0], data_offsets: [0, 0] };
  const file = await headerFile(dir, { [`w${evil}`]: empty, __metadata__: { [evil]: evil } });
  const ended = await mfm('inspect', file);
  assert.equal(ended.code, 0);
  assertHarmless(ended);
  const json = await mfm('inspect', file, '--json');
  assertHarmless(json);
  const { metadata, tensors } = JSON.parse(json.stdout) as { metadata: object; tensors: { name: string }[] };
  assert.deepEqual([metadata, tensors[0]!.name], [{ [evil]: evil }, `w${evil}`]);

  const refused = await mfm('inspect', await headerFile(dir, { [`w${evil}`]: { ...empty, dtype: evil } }));
  assert.equal(refused.code, 2);
  assertHarmless(refused);
  assert.equal(refused.stderr.trimEnd().split('\n').length, 1);

  const torch = join(dir, 'a.pth');
  await writeFile(torch, writeNamedTensors(new Map([[evil, { shape: [1], values: Float32Array.of(1) }]]), {}));
  assertHarmless(await mfm('inspect', torch, '--stats'));
});

test('runs and report show folders and what their run.json says', async t => {
  const dir = await temporaryFolder(t);
  const run = join(dir, `run${evil}`);
  await writeFakeRun(run, 3, 16, { backend: evil });
  const listed = await mfm('runs', dir);
  assert.equal(listed.code, 0, listed.stderr);
  assertHarmless(listed);
  const [head, line] = listed.stdout.split('\n');
  assert.equal(head!.indexOf('state'), line!.indexOf('finished'), 'columns are as wide as what is shown');
  assertHarmless(await mfm('runs', dir, '--json'));
  assertHarmless(await mfm('report', run));
});

test('messages show what they quote: configs, overrides, flags, paths', async t => {
  const { dir, config } = await tinyWorkspace(t);
  await writeFile(join(dir, 'value.yaml'), `MODEL: {TYPE: ${JSON.stringify(evil)}}\n`);
  for (const args of [
    ['pretrain', join(dir, 'value.yaml')],
    ['pretrain', config, 'MODEL.TYPE', evil],
    ['pretrain', config, '--backend', evil],
    ['inspect', join(dir, evil)],
    [evil],
  ]) {
    const ended = await mfm(...args);
    assert.equal(ended.code, 2);
    assertHarmless(ended);
    assert.equal(ended.stderr.trimEnd().split('\n').length, 1, ended.stderr);
  }
});

/** A workspace in whose photographs one has a hostile name and cannot be used. */
async function hostileNames(t: Parameters<typeof tinyWorkspace>[0]) {
  const { dir, config } = await tinyWorkspace(t);
  await mkdir(join(dir, 'photos', evil));
  await writeFile(join(dir, 'photos', evil, `${evil}\nFinished.jpg`), 'no image');
  const run = join(dir, evil);
  return { dir, args: ['pretrain', config, '--output', run, '--backend', 'wasm', 'TRAIN.EPOCHS', '2'] };
}

test('a run shows its folder and files that it left out, each on its line', async t => {
  const { dir, args } = await hostileNames(t);
  for (const more of [[], ['--json', '--resume']]) {
    const ended = await mfm(...args, ...more);
    assert.equal(ended.code, 0, ended.stderr);
    assertHarmless(ended);
    assert.doesNotMatch(ended.stdout, /^Finished\.jpg/m);
  }
  const radii = await mfm('radii', join(dir, 'photos'), '--size', '16', '--output', join(dir, 'r.json'));
  assert.equal(radii.code, 0, radii.stderr);
  assertHarmless(radii);
});

const script = '/usr/bin/script';

test('a terminal still has its live line and bold words', { skip: !existsSync(script) && `no ${script}` }, async t => {
  const main = fileURLToPath(new URL('../../extension/cli/main.js', import.meta.url));
  const { dir, args } = await hostileNames(t);
  const file = join(dir, 'photos', 'a', 'fish1.jpg');
  await cp(file, join(dir, `${evil}.jpg`));
  const onTerminal = async (...words: string[]) => {
    // The shell's own quoting has no escapes for what is evil: that comes by the environment.
    const command = [process.execPath, main, ...words].map((_, i) => `"$W${i}"`).join(' ');
    const env = Object.fromEntries([process.execPath, main, ...words].map((word, i) => [`W${i}`, word]));
    const { NO_COLOR: _, ...rest } = process.env;
    const child = spawn(script, ['-qec', command, '/dev/null'], { env: { ...rest, SHELL: '/bin/sh', ...env } });
    child.stdin.end();
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number]>]);
    assert.equal(code, 0, output);
    return output;
  };
  /** Without what is ours: the live line's return and clearing, bold and plain again, the terminal's line ends. */
  const ours = ['\r\x1b[K', '\x1b[1m', '\x1b[22m', '\r\n'];
  const others = (output: string) => ours.reduce((rest, control) => rest.replaceAll(control, ''), output);

  const trained = await onTerminal(...args);
  assert.ok(trained.includes('\r\x1b[Kepoch'));
  assert.ok(trained.includes(shown));
  assert.doesNotMatch(others(trained), /\p{Cc}|\u202e/u);
  const looked = await onTerminal('spectrum', join(dir, `${evil}.jpg`));
  assert.ok(looked.includes(`\x1b[1m${join(dir, `${shown}.jpg`)}\x1b[22m: `), JSON.stringify(looked));
  assert.doesNotMatch(others(looked), /\p{Cc}|\u202e/u);
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { convert } from '../../extension/engine/convert/convert.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyCheckpoint } from '../support/tinyCheckpoint.js';
import { tinyConfig } from '../support/tinyVit.js';

const main = fileURLToPath(new URL('../../extension/cli/main.js', import.meta.url));

test('however a conversion is killed, its result is there whole or not at all', async t => {
  const folder = await temporaryFolder(t);
  const [from, wanted, to] = ['a.safetensors', 'wanted.pth', 'b.pth'].map(name => join(folder, name)) as Three;
  const config = tinyConfig();
  // Some tens of megabytes, so that writing takes a while.
  Object.assign(config.MODEL.VIT, { EMBED_DIM: 192, DEPTH: 4 });
  await saveCheckpoint(from, tinyCheckpoint(config));
  await convert(from, wanted);
  let begun = 0;
  for (const delay of [0, 1, 2, 4, 8, 16]) {
    const child = spawn(process.execPath, [main, 'convert', from, to, '--overwrite'], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    // From when its temporary file is there.
    while (child.exitCode === null && !(await readdir(folder)).some(isTemporary)) await sleep(1);
    await sleep(delay);
    child.kill('SIGKILL');
    await ended;
    const left = (await readdir(folder)).filter(isTemporary);
    begun += left.length;
    if (existsSync(to)) assert.deepEqual(await readFile(to), await readFile(wanted));
    for (const name of [...left, 'b.pth']) await rm(join(folder, name), { force: true });
  }
  assert.ok(begun > 0, 'no conversion was killed half-way');
});

type Three = [string, string, string];

function isTemporary(name: string): boolean {
  return name.endsWith('.tmp');
}

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { CellResult } from '../study/result.js';
import { eventually } from '../support/patience.js';
import { root } from '../support/root.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const script = fileURLToPath(new URL('../study/study.js', import.meta.url));

function study(...args: string[]) {
  // Dozens of short processes: this backend starts the quickest.
  const env = { ...process.env, MFM_BACKEND: 'wasm' };
  const child = spawn(process.execPath, [script, '--quick', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (printed += data));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, printed }));
  return { child, ended };
}

/** Photographs of three kinds, as images with labels and as images with masks. */
async function photographs(folder: string): Promise<string[]> {
  const [data, pets] = [join(folder, 'data'), join(folder, 'pets')];
  await mkdir(join(pets, 'images'), { recursive: true });
  await mkdir(join(pets, 'trimaps'));
  for (const kind of ['animals', 'fish', 'tools']) {
    const photos = join(root, 'examples/photos', kind);
    const names = (await readdir(photos)).sort().slice(0, 7);
    for (const name of names) {
      for (const part of ['train', 'test']) await cp(join(photos, name), join(data, part, kind, name));
    }
    for (const name of names.slice(0, 3)) {
      await sharp(join(photos, name))
        .resize(128, 96)
        .jpeg()
        .toFile(join(pets, 'images', name));
      const classes = Uint8Array.from({ length: 128 * 96 }, (_, i) => 1 + (i % 3));
      const mask = sharp(classes, { raw: { width: 128, height: 96, channels: 1 } }).toColourspace('b-w');
      await mask.png().toFile(join(pets, 'trimaps', `${parse(name).name}.png`));
    }
  }
  return ['--data', data, '--pets', pets];
}

async function resultOf(out: string, cell: string): Promise<CellResult> {
  return JSON.parse(await readFile(join(out, 'results', 'cells', `${cell}.json`), 'utf8')) as CellResult;
}

/** What of a result has to be the same every time. */
function found({ seconds, time, ...rest }: CellResult): object {
  return rest;
}

test('a study that was killed goes on, tells what it found, and finds it again', async t => {
  const folder = await temporaryFolder(t);
  const images = await photographs(folder);
  const out = join(folder, 'out');
  const killed = study(...images, '--out', out);
  const state = () => readFile(join(out, 'state.json'), 'utf8').catch(() => '');
  await eventually(state, text => text.includes('"what": "pretrain, step'), 'The state of the study');
  killed.child.kill('SIGKILL');
  await killed.ended;

  const { code, printed } = await study(...images, '--out', out).ended;
  assert.equal(code, 0, printed);
  const both = await resultOf(out, 'vit-both-0');
  assert.deepEqual(Object.keys(both.finetuned!), ['2', 'all']);
  for (const share of [both.knn!, both.probe!.last, both.probe!.middle, both.finetuned!['2']!]) {
    assert.ok(share >= 0 && share <= 100, String(share));
  }
  assert.ok(
    both.loss!.every(loss => loss > 0),
    `losses ${both.loss}`,
  );
  assert.ok(Number.isFinite(both.gain), `gain ${both.gain}`);
  assert.ok(
    both.robustness!.some(({ kind }) => kind === 'corruption') &&
      both.robustness!.some(({ kind }) => kind === 'filter'),
  );
  const pets = await resultOf(out, 'pets-both-0');
  assert.ok(pets.miou! > 0 && pets.miou! < 100, `mean IoU ${pets.miou}`);
  const page = await readFile(join(out, 'study.md'), 'utf8');
  assert.match(page, /\| both +\| 1 +\| -?\d/);
  assert.match(page, new RegExp(`both +\\| 1 +\\| ${pets.miou!.toFixed(1)}`));
  assert.match(await readFile(join(out, 'results', 'vit-low.svg'), 'utf8'), /<path d="M/);
  assert.match(await readFile(join(out, 'index.html'), 'utf8'), /<h1>Study: 3 of 3 cells<\/h1>/);

  const again = await study(...images, '--out', out).ended;
  assert.equal(again.code, 0, again.printed);
  assert.doesNotMatch(again.printed, /left\)/, 'nothing is done twice');

  const other = join(folder, 'other');
  const repeated = await study(...images, '--out', other, '--cells', 'resnet').ended;
  assert.equal(repeated.code, 0, repeated.printed);
  assert.deepEqual(found(await resultOf(other, 'resnet-none-0')), found(await resultOf(out, 'resnet-none-0')));
});

test('a cell that cannot be made is told, and the others are made', async t => {
  const folder = await temporaryFolder(t);
  const { code, printed } = await study('--data', folder, '--out', join(folder, 'out'), '--cells', 'none').ended;
  assert.equal(code, 1);
  assert.match(printed, /resnet-none-0 .*\n {2}failed: mfm pretrain .*: .*train/);
});

test('a study says what it needs', async () => {
  for (const [args, sentence] of [
    [[], /--data DIR.*--out DIR/],
    [['--data', '.', '--out', '.', '--shard', '3/2'], /--shard 3\/2: say which of how many/],
    [['--data', '.', '--out', '.', '--cells', 'vgg'], /--cells vgg: no cell/],
    [['--dta', '.'], /^Unknown option '--dta'/],
  ] as const) {
    const { code, printed } = await study(...args).ended;
    assert.equal(code, 2);
    assert.match(printed, sentence);
  }
});

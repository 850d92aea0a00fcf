import assert from 'node:assert/strict';
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { processPort } from '../../extension/engine/runs/ports.js';
import { RpcClient } from '../../extension/protocol/rpc.js';
import type { WorkerApi } from '../../extension/protocol/workerApi.js';
import { backends, tinyWorkspace } from '../cli/mfm.js';
import { unzip, type ZippedFile } from '../support/unzip.js';
import { vsix } from '../support/vsix.js';

/** Everything that may be in the package, by what it is. */
const groups: Record<string, RegExp> = {
  'the archive itself': /^(\[Content_Types\]\.xml|extension\.vsixmanifest)$/,
  manifest: /^extension\/package(\.nls(\.[a-z-]+)?)?\.json$/,
  documents: /^extension\/(readme\.md|changelog\.md|LICENSE\.txt|dist\/THIRD-PARTY-NOTICES\.md)$/,
  translations: /^extension\/l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/,
  media: /^extension\/media\/[\w./-]+\.(png|svg|md|json)$/,
  examples: /^extension\/examples\/(photos\/[\w/.-]+\.(jpg|csv)|configs\/(\w+\/)?\w+\.yaml)$/,
  'entry points': /^extension\/dist\/bundle\/(host|worker|decodeWorker|gradientWorker|mfm)\.js$/,
  pages: /^extension\/dist\/webview\/(spectrum|run|checkpoint|measurement)\.(js|css)$/,
  'shared code of pages': /^extension\/dist\/webview\/[\w.]+-[A-Z0-9]{8}\.js$/,
  'shared code': /^extension\/dist\/bundle\/[\w-]+-[A-Z0-9]{8}\.js$/,
  'JavaScript packages':
    /^extension\/dist\/bundle\/node_modules\/(koffi|sharp|semver|detect-libc|@img\/colour)\/(?!.*\.(node|so)\b)/,
  koffi: /^extension\/dist\/bundle\/node_modules\/@koromix\/koffi-linux-x64\/(?!musl)/,
  sharp: /^extension\/dist\/bundle\/node_modules\/@img\/(sharp|sharp-libvips)-linux-x64\//,
  WebAssembly: /^extension\/dist\/bundle\/node_modules\/@tensorflow\/tfjs-backend-wasm\/dist\/[\w-]+\.wasm$/,
};

describe('the package', () => {
  let folder: string;
  let files: ZippedFile[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mfm vsix '));
    files = await unzip(vsix, folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('holds what is meant to be in it and nothing else', () => {
    const isMeant = ({ path }: ZippedFile) => Object.values(groups).some(group => group.test(path));
    assert.deepEqual(
      files.filter(file => !isMeant(file)),
      [],
    );
    for (const [name, group] of Object.entries(groups)) {
      assert.ok(
        files.some(({ path }) => group.test(path)),
        `${name} is missing`,
      );
    }
  });

  test('has no sources, tests, source maps or TensorFlow', () => {
    const unwanted = /\.(ts|map|svelte)$|\btests?\/|tensorflow_(cc|framework)|\.env|\.npmrc/;
    const found = files.filter(({ path }) => unwanted.test(path));
    assert.deepEqual(found, []);
  });

  test('has native code for this platform only', () => {
    const native = files
      .map(({ path }) => path.replace(/^.*\//, ''))
      .filter(name => /\.(node|so|dll|dylib)\b/.test(name));
    assert.equal(native.length, 3, native.join());
    for (const expected of [/^koffi\.node$/, /^sharp-linux-x64-.*\.node$/, /^libvips-cpp\.so\./])
      assert.ok(native.some(name => expected.test(name)));
  });

  test('is under 40 MB', async t => {
    const bytes = (await stat(vsix)).size;
    t.diagnostic(`${(bytes / 1e6).toFixed(1)} MB packed, ${files.length} files`);
    assert.ok(bytes < 40e6, `${bytes} bytes`);
  });

  test('has every file that its manifest names', async () => {
    const manifest = await readFile(join(folder, 'extension/package.json'), 'utf8');
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:media|dist|l10n)\/[^"*]*)"/g)].map(match => match[1]!);
    assert.ok(named.length > 8, named.join());
    const paths = new Set(files.map(({ path }) => path));
    assert.deepEqual(
      named.filter(path => !paths.has(`extension/${path}`)),
      [],
    );
  });

  test('tells the licence of every library in it', async () => {
    const notices = await readFile(join(folder, 'extension/dist/THIRD-PARTY-NOTICES.md'), 'utf8');
    const libraries = [...notices.matchAll(/^## (\S+) \d/gm)].map(match => match[1]);
    for (const library of ['@tensorflow/tfjs-core', 'yaml', 'sharp', 'koffi', '@img/sharp-libvips-linux-x64', 'svelte'])
      assert.ok(libraries.includes(library), `${library} is missing in ${libraries.join()}`);
  });

  for (const backend of backends) {
    test(`trains where it was unpacked, on ${backend}`, async t => {
      const { dir, config } = await tinyWorkspace(t);
      const { exit, start } = await train(folder, config, join(dir, 'run'), '2', backend);
      assert.equal(start.backend, backend);
      assert.deepEqual(await exit, [0, null]);
      const checkpoints = await readdir(join(dir, 'run/checkpoints'));
      assert.ok(checkpoints.includes('epoch-0002-step-000008.safetensors'), checkpoints.join());
    });

    test(`may be replaced while a run of it goes on, on ${backend}`, async t => {
      const place = await mkdtemp(join(tmpdir(), 'mfm vsix '));
      t.after(() => rm(place, { recursive: true, force: true }));
      await unzip(vsix, place);
      const { dir, config } = await tinyWorkspace(t);
      const { exit, start } = await train(place, config, join(dir, 'run'), '20', backend);
      await rm(place, { recursive: true });
      assert.ok(start.totalSteps > start.step);
      assert.deepEqual(await exit, [0, null]);
      assert.ok((await readdir(join(dir, 'run'))).includes('report.html'));
    });
  }

  test('has a command line that says its version', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(folder, 'extension/dist/bundle/mfm.js'),
      '--version',
    ]);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });
});

/** Starts a run with the worker of an unpacked package; resolves when its first step is about to begin. */
async function train(folder: string, config: string, output: string, epochs: string, backend: string) {
  const worker = fork(join(folder, 'extension/dist/bundle/worker.js'), [], {
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, MFM_BACKEND: backend },
  });
  const exit = once(worker, 'exit');
  const client = new RpcClient<WorkerApi>(processPort(worker));
  const overrides: [string, string][] = [['TRAIN.EPOCHS', epochs]];
  return { exit, start: await client.call('pretrain', { config: { file: config, overrides }, output }) };
}

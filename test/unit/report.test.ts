import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { UserError } from '../../extension/engine/errors.js';
import { writeMeasurement } from '../../extension/engine/measurements/measurementFile.js';
import { writeReport } from '../../extension/engine/report/report.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import {
  fakeConfig,
  photographs,
  withFolder,
  writeFakeCheckpoints,
  writeFakeRun,
  writeFakeSamples,
} from '../support/fakeRun.js';
import { assertWellFormed } from '../support/htmlCheck.js';
import { measurements } from '../support/measurements.js';
import { root } from '../support/root.js';

const size = 32;
const sections = ['curves', 'samples', 'settings', 'checkpoints', 'skipped', 'environment', 'resume'];

async function reportOf(dir: string): Promise<string> {
  const page = await readFile(await writeReport(dir), 'utf8');
  assertWellFormed(page);
  for (const id of sections) assert.ok(page.includes(`<section id="${id}">`), `section ${id}`);
  return page;
}

/** The page without tags, entities of the characters that matter put back. */
function wordsOf(page: string): string {
  return page
    .replace(/<style>[^<]*<\/style>|<script>[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ');
}

test('a finished run is told in full', async () => {
  await withFolder(async dir => {
    await writeFakeRun(dir, 480, size, { skipped: [{ path: 'fish/half.jpg', reason: 'the file is truncated' }] });
    await writeFakeSamples(dir, [120, 480], size);
    await writeFakeCheckpoints(dir, [240, 480]);
    const page = await reportOf(dir);
    const words = wordsOf(page);
    for (const expected of [
      'finished',
      'ViT, patch 16, width 192, depth 12 with 5.68 M parameters, trained on 83 of 84 images',
      'with tensorflow on CPU, 2 threads',
      'Learning rate',
      'clipped at 3',
      'VIT.EMBED_DIM 192 768',
      'epoch-0040-step-000480.safetensors',
      'best',
      'fish/half.jpg',
      'the file is truncated',
      "mfm pretrain examples/configs/demo.yaml TAG 'my run'",
      'nothing left to resume',
      'low-pass, r = 2',
      'high-pass, r = 2',
      ...photographs,
    ]) {
      assert.ok(words.includes(expected), `misses: ${expected}`);
    }
  });
});

test('measurements of its checkpoints are listed, and those that cannot be read are named', async () => {
  await withFolder(async dir => {
    await writeFakeRun(dir, 12, size);
    assert.doesNotMatch(await reportOf(dir), /id="measurements"/);
    for (const measurement of measurements(join(dir, 'checkpoints/epoch-0001-step-000012.safetensors'))) {
      await writeMeasurement(join(dir, `measurements/${measurement.kind}.mfm.json`), measurement);
    }
    await writeFile(join(dir, 'measurements/broken.mfm.json'), '{');
    const words = wordsOf(await reportOf(dir));
    for (const expected of [
      'top-1 50.00 %, top-5 100.00 % of 2',
      'Nearest neighbours (k 20)epoch-0001-step-000012.safetensors/imagestop-1 50.00 %',
      'top-1 50.00 % as they are, interrupted',
      'mean IoU 25.00 %, pixel accuracy 50.00 % of 2',
      'broken.mfm.json is damaged',
    ]) {
      assert.ok(words.includes(expected), `misses: ${expected} in ${words}`);
    }
  });
});

test('settings that differ from their defaults are marked, and no other', async () => {
  await withFolder(async dir => {
    await writeFakeRun(dir, 12, size);
    const page = await reportOf(dir);
    const marked = [...page.matchAll(/<div class="differs" title="([\w.]+):/g)].map(match => match[1]);
    const expected = ['DATA.BATCH_SIZE', 'DATA.DATA_PATH', 'DATA.IMG_SIZE', 'DATA.MASK_RADIUS1', 'MODEL.VIT.EMBED_DIM'];
    assert.deepEqual(marked, [...expected, 'MODEL.VIT.INIT_VALUES', 'TRAIN.EPOCHS', 'TRAIN.OPTIMIZER.BETAS', 'TAG']);
    assert.equal(fakeConfig(size).DATA.IMG_SIZE, size);
  });
});

test('the pictures are those of the photograph: the original has exactly its pixels', async () => {
  await withFolder(async dir => {
    await writeFakeRun(dir, 12, size);
    await writeFakeSamples(dir, [12], size, [photographs[0]!]);
    const page = await reportOf(dir);
    const pictures = [...page.matchAll(/src="data:image\/png;base64,([^"]+)"[^>]*alt="([^"]+)"/g)];
    assert.equal(pictures.length, 10, 'five columns, each as image and as spectrum');
    const input = pictures.find(picture => picture[2]!.startsWith('Original of'))!;
    const shown = await sharp(Buffer.from(input[1]!, 'base64')).removeAlpha().raw().toBuffer();
    const source = join(root, 'examples/photos', photographs[0]!);
    const original = await sharp(source).resize(size, size).removeAlpha().toColourspace('srgb').raw().toBuffer();
    assert.deepEqual(shown, original);
  });
});

test('pictures that are the same at every step are in the page once', async () => {
  await withFolder(async dir => {
    await writeFakeRun(dir, 36, size);
    await writeFakeSamples(dir, [12, 24, 36], size, [photographs[1]!]);
    const page = await reportOf(dir);
    const count = (name: string) => page.split(`alt="${name} of`).length - 1;
    assert.deepEqual([count('Input'), count('Original'), count('Restored'), count('Error')], [1, 1, 3, 3]);
    assert.ok(page.includes('id="step-2" checked'));
  });
});

test('at most ten steps are shown, the first and the last among them, and the page says so', async () => {
  await withFolder(async dir => {
    const steps = Array.from({ length: 23 }, (_, i) => 12 * (i + 1));
    await writeFakeRun(dir, 276, size);
    await writeFakeSamples(dir, steps, 16, [photographs[0]!]);
    const page = await reportOf(dir);
    const shown = [...page.matchAll(/id="step-\d+"[^>]*><span>(\d+)/g)].map(match => Number(match[1]));
    assert.equal(shown.length, 10);
    assert.deepEqual([shown[0], shown.at(-1)], [12, 276]);
    assert.ok(wordsOf(page).includes('10 of 23 steps'));
  });
});

test('a run that has only just started has a report', async () => {
  await withFolder(async dir => {
    await writeFakeRun(dir, 0, size, { state: 'running', start: undefined, values: {} });
    const words = wordsOf(await reportOf(dir));
    assert.ok(words.includes('No values yet.'));
    assert.ok(words.includes('No sample reconstructions yet.'));
    assert.ok(words.includes('No checkpoint yet.'));
  });
});

test('a single step is a point, and a step without a finite loss is counted', async () => {
  await withFolder(async dir => {
    await writeFakeRun(dir, 2, size);
    const { metricsFile } = RunFolder.open(dir);
    await appendFile(
      metricsFile,
      '{"type":"step","step":3,"loss":null,"lr":1e-4,"time":"2026-03-01T09:00:02Z"}\n{"step":4,"lo',
    );
    assert.ok(wordsOf(await reportOf(dir)).includes('1 step without a finite loss'));
    await writeFakeRun(dir, 1, size);
    assert.match(await reportOf(dir), /class="line dot"/);
  });
});

test('a stopped run says how to go on', async () => {
  await withFolder(async dir => {
    const run = join(dir, 'my run');
    await writeFakeRun(run, 240, size, { state: 'stopped' });
    await writeFakeCheckpoints(run, [240]);
    const words = wordsOf(await reportOf(run));
    assert.ok(words.includes('Continue from step 240'));
    assert.ok(words.includes(`mfm train '${run}/config.yaml' --output '${run}' --resume`));
  });
});

test('nothing that a file says becomes markup', async () => {
  await withFolder(async parent => {
    const evil = `"><img src=x onerror=alert(1)><script>alert('&')`;
    const dir = join(parent, evil);
    await writeFakeRun(dir, 12, size, {
      message: evil,
      device: evil,
      backend: evil,
      command: ['pretrain', evil],
      mfmVersion: evil,
      skipped: [{ path: evil, reason: evil }],
    });
    await writeFakeSamples(dir, [12], 16, [`${evil}.jpg`]);
    await mkdir(RunFolder.open(dir).checkpointsDir, { recursive: true });
    await writeFile(join(RunFolder.open(dir).checkpointsDir, 'epoch-0001-step-000012.safetensors'), evil);
    const page = await reportOf(dir);
    assert.ok(page.includes('&lt;script&gt;alert(&#39;&amp;&#39;)'));
    assert.equal(page.match(/<script/g)!.length, 1);
    assert.ok(!page.includes('<img src=x'));
    await writeFile(RunFolder.open(dir).configFile, `</pre>${evil}: [`);
    assert.equal((await reportOf(dir)).match(/<script/g)!.length, 1);
  });
});

test('the page refers to nothing outside itself and forbids it', async () => {
  await withFolder(async dir => {
    await writeFakeRun(dir, 60, size);
    await writeFakeSamples(dir, [12, 60], 16, [photographs[0]!]);
    const page = await reportOf(dir);
    assert.ok(page.includes('default-src &#39;none&#39;'));
    assert.doesNotMatch(page, /(src|href)="(?!data:)|https?:|@import|url\(/);
  });
});

test('a hundred thousand steps stay small, and no spike is lost', async () => {
  await withFolder(async dir => {
    await writeFakeRun(dir, 100_000, size);
    const { metricsFile } = RunFolder.open(dir);
    const lines = (await readFile(metricsFile, 'utf8')).split('\n');
    lines[77_777] = JSON.stringify({ ...JSON.parse(lines[77_777]!), loss: 7.25 });
    await writeFile(metricsFile, lines.join('\n'));
    const page = await reportOf(dir);
    assert.ok(page.length < 400_000, `${page.length} characters`);
    assert.ok(page.includes('highest 7.25'));
    assert.ok(wordsOf(page).includes('Pale: lowest to highest of every 200 steps.'));
  });
});

test('a folder without a run is refused in one sentence, and nothing is written', async () => {
  await withFolder(async dir => {
    await assert.rejects(writeReport(dir), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.ok(error.message.includes(dir));
      return true;
    });
    await assert.rejects(readFile(join(dir, 'report.html')));
  });
});

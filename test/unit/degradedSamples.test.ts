import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { bandLoss } from '../../extension/engine/inspect/spectrum/bandLoss.js';
import { writeReport } from '../../extension/engine/report/report.js';
import { panelsOf } from '../../extension/engine/report/samplePanels.js';
import { readSamples } from '../../extension/engine/runs/sampleFiles.js';
import { degradedTasks, writeDegradedSamples } from '../support/degradedSamples.js';
import { withFolder, writeFakeRun } from '../support/fakeRun.js';

const size = 16;

test('what the model saw of a degraded image is what the file says, and its restored image is the prediction', async () => {
  await withFolder(async run => {
    const file = await writeDegradedSamples(run, 4, size);
    const { samples } = await readSamples({ file, step: 4 });
    const seen = (await readSafetensors(file, ['corrupted'])).tensors.get('corrupted')!.data;
    const shown = await Promise.all(samples.map(panelsOf));
    assert.deepEqual(
      shown.map(panels => panels.map(({ name }) => name).join()),
      degradedTasks.map(task => `Input,Restored,Original,Error${task === 'mfm' ? ',Prediction' : ''}`),
    );
    for (const i of [0, 2]) {
      const bytes = seen.subarray(i * 3 * size * size, (i + 1) * 3 * size * size);
      assert.deepEqual(
        shown[i]![0]!.values,
        Float32Array.from(bytes, value => value / 255),
      );
    }
    assert.equal(samples[1]!.input, undefined, 'with a mask alone it follows from the mask');
  });
});

test('of an image without a mask every frequency counts', async () => {
  await withFolder(async run => {
    const { samples } = await readSamples({ file: await writeDegradedSamples(run, 4, size), step: 4 });
    const counts = samples.map(one => bandLoss([one]).count.reduce((sum, n) => sum + n, 0));
    const masked = 3 * samples[1]!.mask.reduce((sum, kept) => sum + 1 - kept, 0);
    assert.deepEqual(counts, [3 * size * size, masked, masked]);
  });
});

test('samples of a run without any mask are read as well', async () => {
  await withFolder(async run => {
    const { samples } = await readSamples({ file: await writeDegradedSamples(run, 4, size, 'mask'), step: 4 });
    assert.ok(samples.every(({ mask, input }) => input && !mask.includes(0)));
  });
});

test('the report says what was done, and draws the line of the mask only where there is one', async () => {
  await withFolder(async run => {
    await writeFakeRun(run, 12, size);
    await writeDegradedSamples(run, 12, size);
    const page = await readFile(await writeReport(run), 'utf8');
    const articles = page.split('<article').slice(1);
    assert.deepEqual(
      articles.map(article => article.includes('class="line"')),
      [false, true, true],
    );
    assert.match(articles[0]!, /Made 4 times smaller and back\./);
    assert.doesNotMatch(articles[0]!, /nothing removed|No frequency/);
    assert.match(articles[0]!, /<span class="kind">sr</);
  });
});

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { measureThroughput, timedPasses, warmUpPasses } from '../../extension/engine/evaluation/throughput.js';
import { createClassifier } from '../../extension/engine/models/classifier.js';
import { compiledClassifier, pixelClassifier } from '../../extension/engine/models/pixelClassifier.js';
import { onEachBackend } from '../support/backends.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';
import { writePictures } from './dataFixtures.js';

onEachBackend('speed of a classifier', use => {
  test('is that of passes of one batch, after others that warm up', async t => {
    await use();
    const config = tinyConfig();
    config.DATA.BATCH_SIZE = 2;
    const classifier = createClassifier(config, 3);
    classifier.parameters.initialise(0);
    const root = await temporaryFolder(t);
    await writePictures(root, ['1.png', '2.png', '3.png']);
    const step = compiledClassifier(pixelClassifier(classifier));
    const batches: number[] = [];
    const watched = {
      run: (...[images]: Parameters<typeof step.run>) => {
        batches.push(images!.shape[0]!);
        return step.run(images!);
      },
      dispose: () => step.dispose(),
    };
    const measuring = measureThroughput(watched, await openImageFolder(root), config);
    const done: number[] = [];
    let next = await measuring.next();
    for (; !next.done; next = await measuring.next()) done.push(next.value);
    const passes = Array.from({ length: 80 }, (_, i) => i + 1);
    assert.deepEqual([warmUpPasses, timedPasses, done], [50, 30, passes]);
    assert.deepEqual(
      batches,
      passes.map(() => 2),
    );
    assert.equal(next.value.batchSize, 2);
    assert.ok(next.value.imagesPerSecond > 0 && Number.isFinite(next.value.imagesPerSecond));
    step.dispose();
  });

  test('needs an image', async t => {
    await use();
    const config = tinyConfig();
    const classifier = createClassifier(config, 3);
    classifier.parameters.initialise(0);
    const root = await temporaryFolder(t);
    await writePictures(root, ['1.png']);
    const folder = await openImageFolder(root);
    await writeFile(join(root, '1.png'), 'none');
    const measuring = measureThroughput(compiledClassifier(pixelClassifier(classifier)), folder, config);
    await assert.rejects(measuring.next(), userError(/^No image in .* can be decoded/));
  });
});

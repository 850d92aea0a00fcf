import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/root.js';
import { smallPhotographs } from '../support/smallPhotographs.js';
import { backends, mfm, temporaryFolder } from './mfm.js';

const fastest = backends.at(-1)!;

test('the demo, shortened, restores photographs that it is not trained on better than they were given', async t => {
  const folder = await temporaryFolder(t);
  const photos = join(folder, 'photos');
  await smallPhotographs(photos);
  await mkdir(join(folder, 'configs'));
  const config = join(folder, 'configs/demo.yaml');
  await writeFile(config, await readFile(join(root, 'examples/configs/demo.yaml')));
  const output = join(folder, 'run');
  const short = ['TRAIN.EPOCHS', '16', 'TRAIN.WARMUP_EPOCHS', '2', 'SAMPLES.COUNT', '8'];
  const { code, stdout, stderr } = await mfm(
    ...['pretrain', config, '--output', output, '--backend', fastest, '--json', ...short],
  );
  assert.equal(code, 0, stderr);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { sampleGain?: number });
  const gains = events.flatMap(({ sampleGain }) => sampleGain ?? []);
  t.diagnostic(`gain of the samples: ${gains.map(gain => gain.toFixed(2)).join(', ')} dB`);
  assert.ok(gains.length >= 2);
  assert.ok(gains.at(-1)! > 0, 'positive');
  const report = await readFile(join(output, 'report.html'), 'utf8');
  assert.match(
    report,
    /restored photographs are \d+\.\d dB better than the input, on average over 7\. None of\s+these photographs is trained on\./,
  );
});

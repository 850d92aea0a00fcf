import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultConfig } from '../../../extension/engine/config/schema.js';
import { parseRadii, radiiText, trainingBands } from '../../../extension/engine/data/adaptiveRadii.js';
import { anyBytes } from '../../support/mutate.js';
import { mutatedJson } from '../../support/mutateJson.js';
import { survive } from '../../support/survive.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { userError } from '../../support/userError.js';

const good = radiiText({ size: 224, energy: 0.9, radius: 10, classes: { a: 5, b: 7.5, constructor: 6 } });

test('damaged files of radii give bands, or are refused in one sentence', async t => {
  const file = join(await temporaryFolder(t), 'radii.json');
  const config = defaultConfig();
  config.DATA.MASK_RADII = file;
  const entries = ['a', '__proto__', 'constructor', 'none'].map((path, i) => ({ path, label: i === 3 ? -1 : i }));
  const folder = { root: '/', classes: ['a', '__proto__', 'constructor'], entries, skipped: [] };
  await survive(t, 500, async draw => {
    const mutated =
      draw(4) === 0 ? anyBytes(Buffer.from(good), draw) : JSON.stringify(mutatedJson(JSON.parse(good), draw));
    await writeFile(file, mutated);
    const { bands, ofEntry } = await trainingBands(config, folder);
    assert.equal(ofEntry.length, entries.length);
    for (const { r1, r2 } of bands) assert.ok(r1 >= 0 && r1 < r2);
  });
});

test('sentences about radii name the file, and values are not quoted without end', () => {
  const version = good.replace('"version": 1', '"version": {"toString": 1}');
  assert.throws(() => parseRadii(version, 'r.json'), userError(/^r\.json is of version \{"toString":1\}/));
  const long = good.replace('"a": 5', `"a": "${'x'.repeat(1e6)}"`);
  assert.throws(() => parseRadii(long, 'r.json'), userError(/^.{1,200}\.$/));
  assert.throws(() => parseRadii('['.repeat(1e6), 'r.json'), userError(/no file of radii/));
});

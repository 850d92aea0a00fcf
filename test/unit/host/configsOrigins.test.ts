import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble } from '../../../extension/engine/config/parse.js';
import { toYaml } from '../../../extension/engine/config/write.js';
import { originOf, originSpans } from '../../../extension/host/configs/documents/origins.js';

test('behind an effective value stands the line that set it, and its text leads there', () => {
  const texts: Record<string, string> = {
    '/c/shared/base.yaml': 'DATA:\n  BATCH_SIZE: 4\nTRAIN: {EPOCHS: 7}\n',
  };
  const text = "BASE: ['shared/base.yaml']\nTRAIN:\n  EPOCHS: 9\nTAG: 'a # b:3'\n";
  const { config, places } = assemble(text, '/c/mine.yaml', { readBase: file => texts[file]! });
  const yaml = toYaml(config, key => originOf(places.get(key), '/c/mine.yaml'));
  const lines = yaml.split('\n').map(line => line.trim());
  assert.ok(lines.includes('BATCH_SIZE: 4 # shared/base.yaml:2'), yaml);
  assert.ok(lines.includes('EPOCHS: 9 # mine.yaml:3'), 'its own setting wins');
  assert.ok(lines.includes("TAG: 'a # b:3' # mine.yaml:4"));
  assert.ok(lines.includes('SEED: 0'), 'a default has no origin');
  const shown = originSpans(`# of x # y:1\n\n${yaml}`, '/c/mine.yaml').map(({ path, line }) => `${path} ${line}`);
  assert.deepEqual(shown.sort(), ['/c/mine.yaml 1', '/c/mine.yaml 3', '/c/mine.yaml 4', '/c/shared/base.yaml 2']);
});

import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import { checkpointName } from '../../extension/engine/runs/checkpointFiles.js';
import type { App } from '../../extension/host/app/app.js';
import { fakeSummary } from '../support/fakeRunState.js';
import { activeApp, workspaceFolder } from './workbench.js';

const COUNT = 2000;

suite('a run with thousands of checkpoints', () => {
  let app: App;
  let dir: string;

  suiteSetup(async () => {
    app = await activeApp();
    dir = join(workspaceFolder(), 'runs/many');
    await mkdir(join(dir, 'checkpoints'), { recursive: true });
    const names = Array.from({ length: COUNT }, (_, i) => checkpointName(i + 1, 10 * (i + 1)));
    for (const name of names) await writeFile(join(dir, 'checkpoints', name), '');
    await writeFile(join(dir, 'checkpoints/best.json'), JSON.stringify({ file: names[6], loss: 0.1 }));
    await writeFile(
      join(dir, 'run.json'),
      JSON.stringify({ ...fakeSummary({ state: 'finished' }), created: '2020-01-01' }),
    );
  });

  suiteTeardown(async () => {
    await rm(dir, { recursive: true });
    await app.runs.refresh();
  });

  test('opens', async () => {
    await app.runs.refresh();
    const [node] = (await app.runsTree.getChildren()).filter(({ run }) => run.dir === dir);
    const children = await app.runsTree.getChildren(node);
    const items = children.map(child => app.runsTree.getTreeItem(child));
    assert.equal(items.length, COUNT);
    assert.equal(items[0]!.label, 'epoch 2000 · step 20\u202f000', 'newest first');
    assert.match(
      String(items.find(({ iconPath }) => (iconPath as { id: string }).id === 'star-full')!.label),
      /^epoch 7 /,
    );
  });
});

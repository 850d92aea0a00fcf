import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { App } from '../../extension/host/app/app.js';
import { LookImages } from '../../extension/host/checkpoint/look/lookImages.js';
import type { CheckpointNode } from '../../extension/host/runs/nodes.js';
import { isLive, type Run } from '../../extension/host/runs/run.js';
import { picking } from './answers.js';
import { tinyConfigText } from './tinyConfigText.js';
import { activeApp, until, workspaceFolder } from './workbench.js';

const show = (command: string, ...args: unknown[]) => vscode.commands.executeCommand<void>(`mfm.${command}`, ...args);

suite('previews of runs', () => {
  let app: App;
  const runs: Run[] = [];
  const image = () => vscode.Uri.file(join(workspaceFolder(), 'photos/fish/fish1.jpg'));

  async function checkpoint(run: Run): Promise<CheckpointNode> {
    const nodes = await app.runsTree.getChildren({ kind: 'run', run });
    return nodes[0] as CheckpointNode;
  }

  suiteSetup(async () => {
    app = await activeApp();
    const settings = vscode.workspace.getConfiguration('mfm');
    await settings.update('backend', 'wasm', vscode.ConfigurationTarget.Workspace);
    await settings.update('confirmPretrain', false, vscode.ConfigurationTarget.Workspace);
    for (const [tag, seed] of [
      ['short-a', 1],
      ['short-b', 2],
    ] as const) {
      const file = join(workspaceFolder(), `configs/${tag}.mfm.yaml`);
      const text = tinyConfigText.replace('EPOCHS: 100000', 'EPOCHS: 2').replaceAll('tiny', tag);
      await writeFile(file, `${text}SEED: ${seed}\n`);
      await vscode.commands.executeCommand('mfm.pretrain', vscode.Uri.file(file));
      const run = await until(tag, () => app.runs.runs.find(found => found.dir.endsWith(tag)));
      await until('its end', () => !isLive(run) && run.summary.checkpoints > 0);
      runs.push(run);
    }
  });

  test('Open Checkpoint from the tree and from a file', async () => {
    const node = await checkpoint(runs[0]!);
    const shown = () => vscode.window.tabGroups.all.flatMap(group => group.tabs.map(tab => tab.input));
    const editors = () => shown().filter(input => input instanceof vscode.TabInputCustom);
    await show('openCheckpoint', node);
    assert.deepEqual(
      editors().map(({ viewType, uri }) => [viewType, uri.fsPath]),
      [['mfm.checkpoint', node.checkpoint.file]],
    );
    await show('openCheckpoint', vscode.Uri.file(node.checkpoint.file));
    assert.equal(editors().length, 1, 'the same editor is shown');
  });

  test('Reconstruct Image from an image asks for a checkpoint, the newest run first, and opens it', async () => {
    let offered: string[] = [];
    await picking(
      labels => {
        offered = labels;
        return [labels.findIndex(label => label.includes('epoch'))];
      },
      () => show('reconstruct', image()),
    );
    assert.equal(offered[0], runs[1]!.name);
    assert.ok(shownCheckpoint()?.startsWith(runs[1]!.dir), shownCheckpoint());
    assert.deepEqual(await offeredImages(), ['fish1.jpg']);
  });

  test('Reconstruct Image from a checkpoint asks for images, which come first from then on', async () => {
    const node = await checkpoint(runs[0]!);
    await picking(
      labels => ['fish2.jpg', 'fish3.jpg'].map(name => labels.indexOf(name)),
      () => show('reconstruct', node),
    );
    assert.equal(shownCheckpoint(), node.checkpoint.file);
    assert.deepEqual(await offeredImages(), ['fish2.jpg', 'fish3.jpg', 'fish1.jpg']);
  });

  const offeredImages = async () => (await new LookImages(app).list()).map(({ name }) => name);

  test('Compare Runs shows selected runs, or those that are picked, in one page', async () => {
    const nodes = runs.map(run => ({ kind: 'run', run }));
    const title = runs.map(({ name }) => name).join(', ');
    await show('compareRuns', nodes[0], nodes);
    await until('the page', () => pageTabs().includes(title));
    await picking(
      labels => runs.map(run => labels.indexOf(run.name)),
      () => show('compareRuns'),
    );
    const own = pageTabs().filter(label => label === title);
    assert.equal(own.length, 1, 'the same runs have one page');
  });
});

/** The file of the checkpoint editor in front. */
function shownCheckpoint(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === 'mfm.checkpoint' ? input.uri.fsPath : undefined;
}

/** Titles of the run pages that are open. */
function pageTabs(): string[] {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const isPage = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputWebview && input.viewType.endsWith('mfm.run');
  return tabs.filter(isPage).map(({ label }) => label);
}

import assert from 'node:assert/strict';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { App } from '../../extension/host/app/app.js';
import { isLive } from '../../extension/host/runs/run.js';
import { answerMessages, type Shown } from './answers.js';
import { tinyConfigText } from './tinyConfigText.js';
import { activeApp, until, workspaceFolder } from './workbench.js';

suite('before a run starts', () => {
  let app: App;
  let config: vscode.Uri;

  suiteSetup(async () => {
    app = await activeApp();
    const settings = vscode.workspace.getConfiguration('mfm');
    await settings.update('backend', 'wasm', vscode.ConfigurationTarget.Workspace);
    await settings.update('confirmPretrain', true, vscode.ConfigurationTarget.Workspace);
    config = vscode.Uri.file(join(workspaceFolder(), 'configs/planned.yaml'));
    await writeFile(config.fsPath, tinyConfigText.replace('TAG: tiny', 'TAG: planned'));
  });

  suiteTeardown(async () => {
    for (const { summary } of app.runs.runs.filter(isLive)) process.kill(summary.pid, 'SIGKILL');
    await rm(join(workspaceFolder(), 'runs'), { recursive: true, force: true });
    await app.runs.refresh();
  });

  async function ask(answer?: string, given: vscode.Uri | undefined = config): Promise<Shown[]> {
    const questions = answerMessages('showInformationMessage', () => answer);
    try {
      await vscode.commands.executeCommand('mfm.pretrain', given);
      return questions.shown;
    } finally {
      questions.restore();
    }
  }

  test('one sees what will run, and nothing runs without a yes', async () => {
    const [question] = await ask();
    assert.match(question!.message, /^Pretrain ViT.*\?$/);
    assert.match(question!.detail!, /^Images: 13$/m);
    assert.match(question!.detail!, /^Computes with: wasm on /m);
    assert.match(question!.detail!, /^Folder: .*\/runs\/planned$/m);
    assert.deepEqual(question!.buttons, ['Pretrain']);
    await app.runs.refresh();
    assert.deepEqual(app.runs.runs, []);
  });

  test('images that a run would leave out are named, and can be opened before it starts', async () => {
    const images = join(workspaceFolder(), 'spoilt');
    await cp(join(workspaceFolder(), 'photos/fish'), images, { recursive: true });
    await writeFile(join(images, 'text.jpg'), 'no image');
    await writeFile(join(images, 'empty.png'), '');
    const spoilt = vscode.Uri.file(join(workspaceFolder(), 'configs/spoilt.yaml'));
    await writeFile(spoilt.fsPath, tinyConfigText.replace('photos/fish', 'spoilt').replace('TAG: tiny', 'TAG: spoilt'));
    const original = vscode.window.showQuickPick;
    const offered: vscode.QuickPickItem[][] = [];
    const pick = async (items: readonly vscode.QuickPickItem[]) => {
      offered.push([...items]);
      return items[1];
    };
    Object.assign(vscode.window, { showQuickPick: pick });
    try {
      const [question] = await ask('Show Unusable Images', spoilt);
      assert.match(question!.detail!, /^Images: 13 of 15$/m);
      assert.match(
        question!.detail!,
        /^2 files are left out, .*:\nempty\.png: the file is empty\ntext\.jpg: it is not a /m,
      );
      assert.deepEqual(question!.buttons, ['Pretrain', 'Show Unusable Images']);
    } finally {
      Object.assign(vscode.window, { showQuickPick: original });
    }
    assert.deepEqual(
      offered[0]!.map(({ label }) => label),
      ['empty.png', 'text.jpg'],
    );
    await until('the file', () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'text.jpg');
    await app.runs.refresh();
    assert.deepEqual(app.runs.runs, [], 'nothing has started');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(images, { recursive: true });
    await rm(spoilt.fsPath);
  });

  test('unsaved changes of the active config count', async () => {
    const editor = await vscode.window.showTextDocument(config);
    const text = editor.document.getText();
    const at = editor.document.positionAt(text.indexOf('BATCH_SIZE: 8') + 'BATCH_SIZE: '.length);
    await editor.edit(edit => edit.replace(new vscode.Range(at, at.translate(0, 1)), '4'));
    const questions = answerMessages('showInformationMessage', () => undefined);
    await vscode.commands.executeCommand('mfm.pretrain').then(questions.restore, questions.restore);
    assert.match(questions.shown[0]!.detail!, /^Batch: 4$/m);
    assert.ok(!editor.document.isDirty);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('a folder with a run in it: go on, or start anew beside it', async () => {
    const checkpoints = join(workspaceFolder(), 'runs/planned/checkpoints');
    await ask('Pretrain');
    const first = await until('the run', () => app.runs.find(join(workspaceFolder(), 'runs/planned')));
    await until('a checkpoint', () => first.summary.checkpoints > 0);
    await (await app.runs.control(first)).call('stop', { save: true });
    await until('its end', () => !isLive(first));
    assert.ok(first.summary.latest?.startsWith(checkpoints));

    const [question] = await ask('Start New Run');
    assert.deepEqual(question!.buttons, ['Resume', 'Start New Run']);
    assert.match(question!.detail!, new RegExp(`; ${first.summary.step} are done$`, 'm'));
    const second = await until('another run', () => app.runs.runs.find(run => run !== first));
    assert.match(basename(second.dir), /^planned-\d{8}-\d{6}$/);
    assert.equal(second.summary.start!.step, 0);
  });

  test('a config that is wrong is told in a sentence that names the file', async () => {
    const broken = join(workspaceFolder(), 'configs/broken.yaml');
    await mkdir(join(workspaceFolder(), 'configs'), { recursive: true });
    await writeFile(broken, `${tinyConfigText}\nTRIAN: {}\n`);
    const errors = answerMessages('showErrorMessage', () => undefined);
    await ask(undefined, vscode.Uri.file(broken)).finally(errors.restore);
    await until('the sentence', () => errors.shown[0]);
    assert.match(errors.shown[0]!.message, /broken\.yaml.*TRIAN/);
    await rm(broken);
  });
});

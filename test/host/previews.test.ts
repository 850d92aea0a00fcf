import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { Sheet } from '../../extension/protocol/workerApi.js';
import { answerMessages } from './answers.js';
import { activeApp, until, workspaceFolder } from './workbench.js';

/** The tabs with sheets, by their titles. */
function sheetTabs(): string[] {
  return vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('mfm.sheet'))
    .map(({ label }) => label);
}

async function run(command: string, ...args: unknown[]): Promise<Sheet> {
  const sheet = await vscode.commands.executeCommand<Sheet | undefined>(`mfm.${command}`, ...args);
  assert.ok(sheet, `${command} showed nothing`);
  await until('the panel', () => sheetTabs().includes(sheet.title));
  return sheet;
}

suite('previews', function () {
  this.timeout(120_000);
  const path = (name: string) => join(workspaceFolder(), name);
  const uri = (name: string) => vscode.Uri.file(path(name));

  suiteSetup(async () => {
    await activeApp();
    const settings = vscode.workspace.getConfiguration('mfm');
    await settings.update('backend', 'wasm', vscode.ConfigurationTarget.Workspace);
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('Preview Spectrum of files selected in the explorer', async () => {
    const files = [uri('photos/fish/fish1.jpg'), uri('photos/fish/fish2.jpg')];
    const sheet = await run('previewSpectrum', files[0], files);
    assert.deepEqual(
      sheet.sections.map(({ heading }) => heading),
      ['fish1.jpg', 'fish2.jpg'],
    );
  });

  test('a second preview takes the same panel, and a broken file does not hide the others', async () => {
    await writeFile(path('photos/fish/broken.png'), 'no picture');
    const files = [uri('photos/fish/broken.png'), uri('photos/fish/fish3.jpg'), uri('photos/fish/fish4.jpg')];
    const sheet = await run('previewSpectrum', files[0], files);
    assert.match(sheet.sections[0]!.problem!, /cannot be used/);
    await until('one panel', () => sheetTabs().length === 1);
    assert.deepEqual(sheetTabs(), ['Spectra of 3 images']);
  });

  test('Preview Spectrum of the image in the active editor', async () => {
    await vscode.commands.executeCommand('vscode.open', uri('photos/fish/fish5.jpg'));
    await until(
      'the image',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom,
    );
    assert.equal((await run('previewSpectrum')).title, 'Spectrum of fish5.jpg');
  });

  test('Preview Masks of a config with unsaved changes', async () => {
    const document = await vscode.workspace.openTextDocument(uri('configs/demo.yaml'));
    const editor = await vscode.window.showTextDocument(document);
    const radius = document.positionAt(document.getText().indexOf('MASK_RADIUS1: 7') + 'MASK_RADIUS1: '.length);
    await editor.edit(edit => edit.replace(new vscode.Range(radius, radius.translate(0, 1)), '9'));
    const sheet = await run('previewMasks');
    assert.equal(sheet.title, 'Masks of demo.yaml');
    assert.deepEqual(sheet.sections[1]!.pictures![1]!.radii, [9]);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.deepEqual((await run('previewMasks', document.uri)).sections[1]!.pictures![1]!.radii, [7]);
  });

  test('a config without images ends in one sentence', async () => {
    await writeFile(path('configs/nowhere.mfm.yaml'), 'DATA: {DATA_PATH: ../gone}');
    const errors = answerMessages('showErrorMessage', () => undefined);
    try {
      await vscode.commands.executeCommand('mfm.previewMasks', uri('configs/nowhere.mfm.yaml'));
      const { message, buttons } = await until('the sentence', () => errors.shown[0]);
      assert.match(message, /The folder .*gone cannot be read/);
      assert.deepEqual(buttons, []);
    } finally {
      errors.restore();
    }
  });
});

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { writeMask } from '../../extension/host/spectrum/writeMask.js';
import { writeMaskToChosen } from '../../extension/host/spectrum/writeMaskToChosen.js';
import type { SpectrumSubject } from '../../extension/protocol/spectrumPage.js';
import { picking } from './answers.js';
import { activeApp, until, workspaceFolder } from './workbench.js';

/** The tabs with pages of spectra, by their titles. */
function pageTabs(): string[] {
  return vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('mfm.spectrumPage'))
    .map(({ label }) => label);
}

async function run(command: string, title: string, ...args: unknown[]): Promise<SpectrumSubject> {
  const subject = await vscode.commands.executeCommand<SpectrumSubject | undefined>(`mfm.${command}`, ...args);
  assert.ok(subject, `${command} showed nothing`);
  await until('the panel', () => pageTabs().includes(title));
  return subject;
}

const names = ({ images }: SpectrumSubject) => images.map(({ name }) => name);

suite('previews', () => {
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
    const subject = await run('previewSpectrum', 'Spectra of 2 files', files[0], files);
    assert.deepEqual(names(subject), ['fish1.jpg', 'fish2.jpg']);
    assert.equal(subject.config, undefined);
  });

  test('other images take the same panel', async () => {
    const files = [uri('photos/fish/fish3.jpg'), uri('photos/fish/fish4.jpg'), uri('photos/fish/fish5.jpg')];
    await run('previewSpectrum', 'Spectra of 3 files', files[0], files);
    await until('one panel', () => pageTabs().length === 1);
  });

  test('a folder is shown by its images, and as a folder', async () => {
    const subject = await run('previewSpectrum', 'Spectrum of fish', uri('photos/fish'));
    assert.equal(subject.folders.length, 1);
    assert.ok(names(subject).includes('fish1.jpg'));
  });

  test('Preview Spectrum of the image in the active editor', async () => {
    await vscode.commands.executeCommand('vscode.open', uri('photos/fish/fish5.jpg'));
    await until(
      'the image',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom,
    );
    assert.deepEqual(names(await run('previewSpectrum', 'Spectrum of fish5.jpg')), ['fish5.jpg']);
  });

  test('an image opens as its spectrum', async () => {
    await vscode.commands.executeCommand('vscode.openWith', uri('photos/fish/fish2.jpg'), 'mfm.spectrum');
    const input = await until('the editor', () => {
      const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return shown instanceof vscode.TabInputCustom && shown.viewType === 'mfm.spectrum' ? shown : undefined;
    });
    assert.equal(input.uri.fsPath, path('photos/fish/fish2.jpg'));
  });

  test('Preview Masks of a config with unsaved changes', async () => {
    const document = await vscode.workspace.openTextDocument(uri('configs/demo.yaml'));
    const editor = await vscode.window.showTextDocument(document);
    const radius = document.positionAt(document.getText().indexOf('MASK_RADIUS1: 7') + 'MASK_RADIUS1: '.length);
    await editor.edit(edit => edit.replace(new vscode.Range(radius, radius.translate(0, 1)), '9'));
    const subject = await run('previewMasks', 'Masks of demo.yaml');
    const { name, size, r1, r2, masked } = subject.config!;
    assert.deepEqual([name, size, r1, r2, masked], ['demo.yaml', 96, 9, null, true]);
    assert.ok(subject.images.length > 5);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.equal((await run('previewMasks', 'Masks of demo.yaml', document.uri)).config!.r1, 7);
  });

  test('radii are written into the document as one change that can be undone', async () => {
    const document = await vscode.workspace.openTextDocument(uri('configs/demo.yaml'));
    const editor = await vscode.window.showTextDocument(document);
    const before = document.getText();
    await writeMask(document, { r1: 12, r2: null, shape: 'circle', areaMatched: false });
    assert.equal(document.getText(), before.replace('MASK_RADIUS1: 7 ', 'MASK_RADIUS1: 12 '));
    assert.ok(document.isDirty);
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    await until('the old text', () => document.getText() === before);
  });

  test('a mask is written to a config that is picked, by bins whatever its size, and refused where it does not fit', async () => {
    await writeFile(path('configs/small.mfm.yaml'), 'DATA:\n  IMG_SIZE: 32 # of CIFAR\n  MASK_FRACTION1: 0.25\n');
    const mask = { r2: null, shape: 'circle' as const, areaMatched: false };
    const write = (r1: number) =>
      picking(
        labels => (labels.includes('demo.yaml') ? [labels.indexOf('small.mfm.yaml')] : []),
        () => writeMaskToChosen({ ...mask, r1 }),
      );
    assert.deepEqual(await write(6), { name: 'small.mfm.yaml', size: 32 });
    const document = await vscode.workspace.openTextDocument(uri('configs/small.mfm.yaml'));
    assert.equal(document.getText(), 'DATA:\n  IMG_SIZE: 32 # of CIFAR\n  MASK_FRACTION1: 0.1875\n');
    assert.ok(document.isDirty);
    assert.ok(
      vscode.window.visibleTextEditors.some(editor => editor.document === document),
      'it is shown',
    );
    const outside = /16 bins lies outside the images of small\.mfm\.yaml, which have 32 pixels: choose one below 16/;
    await assert.rejects(write(16), outside);
    const nothing = picking(
      () => [],
      () => writeMaskToChosen({ ...mask, r1: 7 }),
    );
    assert.equal(await nothing, undefined);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('a config without images says why there are none', async () => {
    await writeFile(path('configs/nowhere.mfm.yaml'), 'DATA: {DATA_PATH: ../gone}');
    const { notes, images } = await run('previewMasks', 'Masks of nowhere.mfm.yaml', uri('configs/nowhere.mfm.yaml'));
    assert.match(notes[0]!, /gone/);
    assert.deepEqual(images, []);
  });
});

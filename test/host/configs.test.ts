import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { eventually } from '../support/patience.js';
import { activeApp, until, workspaceFolder } from './workbench.js';

/** What is wrong with it: SISE, a choice, and a key that belongs elsewhere. */
const brokenText = `BASE: ['base.yaml']
DATA:
  IMG_SISE: 96
  FILTER_TYPE: mfn
TRAIN:
  BASE_LR: 3e-4
  
TAG: broken
`;

suite('configs', () => {
  let folder: string;
  let broken: vscode.TextDocument;

  suiteSetup(async () => {
    await activeApp();
    folder = join(workspaceFolder(), 'configs/language');
    await mkdir(folder);
    await writeFile(join(folder, 'base.yaml'), 'DATA:\n  BATCH_SIZE: 256\nTRAIN:\n  ACCUMULATION_STEPS: 4\n');
    broken = await opened('broken.yaml', brokenText);
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  async function opened(name: string, text: string): Promise<vscode.TextDocument> {
    const file = join(folder, name);
    await writeFile(file, text);
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    return document;
  }

  const marks = (document = broken) =>
    vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'mfm');

  function ask<T>(provider: string, ...args: unknown[]): Thenable<T> {
    return vscode.commands.executeCommand<T>(`vscode.execute${provider}Provider`, broken.uri, ...args);
  }

  /** The place behind a word. */
  function behind(word: string, document = broken): vscode.Position {
    return document.positionAt(document.getText().indexOf(word) + word.length);
  }

  test('mistakes are marked with the reason, and no other file is', async () => {
    const found = await until('marks', () => marks().length === 2 && marks());
    assert.deepEqual(
      found.map(({ code, range }) => [code, range.start.line]),
      [
        ['unknown-key', 2],
        ['value', 3],
      ],
    );
    assert.match(found[0]!.message, /did you mean DATA\.IMG_SIZE\?$/);
    const workflow = await opened('ci.yaml', 'on: push\njobs:\n  a:\n    env:\n      DATA: 1\n      MODEL: 2\n');
    assert.deepEqual(marks(workflow), []);
    await vscode.window.showTextDocument(broken);
  });

  test('a quick fix mends a misspelt key', async () => {
    const [mark] = marks();
    const actions = await ask<vscode.CodeAction[]>('CodeAction', mark!.range);
    const fix = actions.find(({ isPreferred }) => isPreferred);
    assert.equal(fix?.title, 'Change to IMG_SIZE');
    await vscode.workspace.applyEdit(fix.edit!);
    assert.ok(broken.getText().includes('  IMG_SIZE: 96\n'));
    await until('one mark less', () => marks().length === 1);
  });

  test('a quick fix mends a misspelt choice', async () => {
    const [mark] = marks();
    const actions = await ask<vscode.CodeAction[]>('CodeAction', mark!.range);
    await vscode.workspace.applyEdit(actions.find(({ title }) => title === 'Write mfm')!.edit!);
    await until('no mark', () => marks().length === 0);
  });

  test('a hover explains a key, and what its value amounts to', async () => {
    const hoverText = async (position: vscode.Position) =>
      (await ask<vscode.Hover[]>('Hover', position))
        .flatMap(({ contents }) => contents)
        .map(content => (typeof content === 'string' ? content : content.value))
        .join('\n');
    const onKey = await hoverText(behind('BASE_L'));
    assert.match(onKey, /Peak learning rate/);
    assert.match(onKey, /\*\*Default:\*\* `3e-4`/);
    assert.match(onKey, /\*\*Paper:\*\* 3e-4, so 1\.2e-3 at batch 2048/);
    assert.match(await hoverText(behind('BASE_LR: 3e')), /effective learning rate is 6e-4, 2 times the value/);
  });

  test('hints show effective values, and follow the file that BASE names', async () => {
    const labels = async () => {
      const hints = await ask<vscode.InlayHint[]>('InlayHint', new vscode.Range(0, 0, 99, 0));
      return hints.map(({ label }) => label);
    };
    assert.deepEqual(await labels(), ['→ effective 6e-4']);
    const base = await vscode.workspace.openTextDocument(join(folder, 'base.yaml'));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(base.uri, new vscode.Range(1, 14, 1, 17), '512');
    await vscode.workspace.applyEdit(edit);
    await eventually(async () => (await labels())[0] === '→ effective 1.2e-3');
    await vscode.window.showTextDocument(base);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.window.showTextDocument(broken);
  });

  test('a file that BASE names is checked again when it changes on disk', async () => {
    await writeFile(join(folder, 'base.yaml'), 'DATA:\n  BATCH_SIZE: none\n');
    const [mark] = await until('a mark', () => marks().length === 1 && marks());
    assert.equal(mark!.range.start.line, 0);
    assert.match(mark!.message, /base\.yaml:2:15: DATA\.BATCH_SIZE must be a whole number/);
    await rm(join(folder, 'base.yaml'));
    await until('that it is gone', () => marks()[0]?.message.includes('there is no such file'));
    await writeFile(join(folder, 'base.yaml'), 'DATA:\n  BATCH_SIZE: 256\n');
    await until('that it is back', () => marks().length === 0);
  });

  test('DATA_PATH is marked while no images are there, also where BASE sets it', async () => {
    const named = await opened('named.yaml', 'DATA:\n  DATA_PATH: later\nMODEL: {TYPE: vit}\n');
    const inherits = await opened('inherits.yaml', "BASE: ['named.yaml']\nDATA: {IMG_SIZE: 96}\n");
    const marked = (document: vscode.TextDocument, pattern: RegExp) =>
      until(String(pattern), () => marks(document).find(({ message }) => pattern.test(message)));
    const nowhere = /^DATA\.DATA_PATH: there is no folder .*language\/later; correct the path/;
    const mark = await marked(named, nowhere);
    assert.equal(named.getText(mark.range), 'later');
    assert.equal(mark.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(inherits.getText((await marked(inherits, nowhere)).range), 'BASE');
    const later = join(folder, 'later');
    await writeFile(later, '');
    await marked(named, /later is not a folder/);
    await rm(later);
    await mkdir(join(later, 'class'), { recursive: true });
    await marked(named, /there are no images in .*later; put JPEG/);
    await writeFile(join(later, 'class/1.png'), '');
    await until('no mark', () => marks(named).length === 0 && marks(inherits).length === 0);
    await rm(later, { recursive: true });
    await marked(named, nowhere);
    await vscode.window.showTextDocument(broken);
  });

  test('Go to Definition opens the file that BASE names, and it is a link', async () => {
    const [definition] = await ask<vscode.Location[]>('Definition', behind("['ba"));
    assert.equal(definition?.uri.fsPath, join(folder, 'base.yaml'));
    const links = await ask<vscode.DocumentLink[]>('Link');
    assert.deepEqual(
      links.map(({ target }) => target?.fsPath),
      [join(folder, 'base.yaml')],
    );
  });

  test('lenses on the first line lead to the commands', async () => {
    const lenses = await ask<vscode.CodeLens[]>('CodeLens');
    assert.deepEqual(
      lenses.map(({ command, range }) => [command?.command, range.start.line]),
      [
        ['mfm.pretrain', 0],
        ['mfm.previewMasks', 0],
        ['mfm.showResolvedConfig', 0],
      ],
    );
  });

  test('a missing key is completed with its default', async () => {
    const editor = await vscode.window.showTextDocument(broken);
    const position = new vscode.Position(6, 2);
    editor.selection = new vscode.Selection(position, position);
    const list = await ask<vscode.CompletionList>('CompletionItem', position);
    const keys = list.items.filter(({ kind }) => kind === vscode.CompletionItemKind.Property);
    const names = keys.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(names.includes('EPOCHS'));
    assert.ok(!names.includes('BASE_LR'), 'it is there already');
    await vscode.commands.executeCommand('type', { text: 'WEIGHT' });
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await eventually(async () => {
      await vscode.commands.executeCommand('acceptSelectedSuggestion');
      return broken.getText().includes('  WEIGHT_DECAY: 0.05\nTAG');
    });
    await vscode.commands.executeCommand('leaveSnippet');
  });

  test('the effective values are shown beside the config and follow it', async () => {
    await vscode.commands.executeCommand('mfm.showResolvedConfig', broken.uri);
    const shown = vscode.window.activeTextEditor!.document;
    assert.equal(shown.uri.scheme, 'mfm-config');
    assert.equal(shown.languageId, 'yaml');
    assert.match(shown.getText(), /^# Effective values of broken\.yaml/);
    assert.match(shown.getText(), /\n {2}BATCH_SIZE: 256 # base\.yaml:2\n/);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', shown.uri);
    assert.ok(links.some(({ target }) => target?.path.endsWith('/base.yaml') && target.fragment === 'L2'));
    const replaceTag = async (to: string) => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(broken.uri, broken.lineAt(broken.lineCount - 2).range, `TAG: ${to}`);
      await vscode.workspace.applyEdit(edit);
    };
    await replaceTag('other');
    await until('the new value', () => shown.getText().includes("\nTAG: 'other' # broken.yaml:8\n"));
    await replaceTag('12');
    await until('the sentence', () => /^# .*broken\.yaml:8: TAG must be text.*\n$/.test(shown.getText()));
  });

  test('New Config writes a preset with these images and overwrites nothing', async () => {
    const file = join(folder, 'mine.yaml');
    await writeFile(file, 'SEED: 1\n');
    const images = join(workspaceFolder(), 'photos');
    const uri = await vscode.commands.executeCommand<vscode.Uri>('mfm.newConfig', { preset: 'demo', images, file });
    assert.equal(uri.fsPath, join(folder, 'mine-2.yaml'));
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.uri.fsPath, uri.fsPath);
    assert.match(document.getText(), /^# Demo: /);
    assert.match(document.getText(), /\n {2}DATA_PATH: \.\.\/\.\.\/photos {8}# relative to this file\n/);
    assert.deepEqual(marks(document), []);
  });
});

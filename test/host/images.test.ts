import assert from 'node:assert/strict';
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { App } from '../../extension/host/app/app.js';
import type { FolderNode, ImagesNode } from '../../extension/host/images/nodes.js';
import { activeApp, until, workspaceFolder } from './workbench.js';

/** As much of a PNG as a first look at a file sees. */
const pngHead = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

suite('images view', () => {
  let app: App;
  const folder = () => join(workspaceFolder(), 'many');
  const config = () => join(workspaceFolder(), 'configs/many.mfm.yaml');
  const item = (node: ImagesNode) => app.imagesTree.getTreeItem(node);
  const described = (node: ImagesNode) => String(item(node).description);

  async function root(path: string): Promise<FolderNode> {
    const roots = (await app.imagesTree.getChildren()) as FolderNode[];
    const found = roots.filter(node => node.path === path);
    assert.equal(found.length, 1, `${path} among ${roots.map(node => node.path)}`);
    return found[0]!;
  }

  /** Makes a folder that VS Code has seen come: before that it does not watch what is below, and never will what came meanwhile. */
  async function makeSeen(path: string): Promise<void> {
    const watcher = vscode.workspace.createFileSystemWatcher('**');
    let isSeen = false;
    watcher.onDidCreate(({ fsPath }) => {
      isSeen ||= fsPath === path;
    });
    for (; !isSeen; await until('the folder', () => isSeen, 10).catch(() => rmdir(path))) await mkdir(path);
    watcher.dispose();
  }

  suiteSetup(async () => {
    app = await activeApp();
    await makeSeen(folder());
    for (const name of ['class 2', 'class 10']) await makeSeen(join(folder(), name));
    await mkdir(join(folder(), '.hidden'));
    for (let i = 0; i < 205; i++) await writeFile(join(folder(), 'class 2', `${i}.png`), pngHead);
    await writeFile(join(folder(), 'class 10', '1.jpg'), pngHead);
    await writeFile(config(), 'DATA: {DATA_PATH: ../many}');
  });

  suiteTeardown(async () => {
    await rm(folder(), { recursive: true });
    await rm(config());
  });

  test('the example photographs, once, with their count and the configs that use them', async () => {
    const photos = await root(join(workspaceFolder(), 'photos'));
    await until('the count', () => /^\d+ images · 7 classes$/.test(described(photos)));
    assert.match(String(item(photos).tooltip), /Used by .*configs\/demo\.yaml/);
    assert.equal(item(photos).contextValue, 'imageFolder');
  });

  test('classes with counts in natural order, then the first images and what is more', async () => {
    const many = await root(folder());
    await until('the count', () => described(many) === '206 images · 2 classes');
    const classes = await app.imagesTree.getChildren(many);
    assert.deepEqual(classes.map(described), ['205', '1']);
    const images = await app.imagesTree.getChildren(classes[0]);
    assert.equal(images.length, 201);
    assert.equal(images[2]!.path, join(folder(), 'class 2', '2.png'));
    assert.equal(item(images[2]!).contextValue, 'image');
    assert.equal(item(images[200]!).label, '… and 5 more');
  });

  test('files that are no images stand above all others, with the reason, and count as a run counts them', async () => {
    const many = await root(folder());
    await writeFile(join(folder(), 'class 10', 'text.jpg'), 'no image');
    await writeFile(join(folder(), 'class 10', 'late.png'), '');
    await until('the count', () => described(many) === '206 of 208 images · 2 classes');
    const [unusable, ...classes] = await app.imagesTree.getChildren(many);
    assert.equal(item(unusable!).label, '2 unusable images');
    assert.deepEqual(classes.map(described), ['205', '1']);
    const files = await app.imagesTree.getChildren(unusable);
    assert.deepEqual(
      files.map(file => [file.path, described(file), item(file).command?.command]),
      [
        [join(folder(), 'class 10', 'late.png'), 'the file is empty', 'vscode.open'],
        [join(folder(), 'class 10', 'text.jpg'), 'it is not a JPEG, PNG, WebP, TIFF, GIF or AVIF image', 'vscode.open'],
      ],
    );
    const listed = await app.imagesTree.getChildren(classes[1]);
    assert.deepEqual(
      listed.map(file => item(file).contextValue),
      ['image', 'unusableImage', 'unusableImage'],
    );
    // One that is mended counts again.
    await writeFile(join(folder(), 'class 10', 'late.png'), pngHead);
    await until('the count', () => described(many) === '207 of 208 images · 2 classes');
    await rm(join(folder(), 'class 10', 'text.jpg'));
    await rm(join(folder(), 'class 10', 'late.png'));
    await until('as before', () => described(many) === '206 images · 2 classes');
  });

  test('a folder that is not there is said to be missing', async () => {
    await writeFile(config(), 'DATA: {DATA_PATH: ../nowhere}');
    const missing = await root(join(workspaceFolder(), 'nowhere'));
    await until('the state', () => described(missing) === 'not found');
    const { contextValue, collapsibleState, tooltip } = item(missing);
    assert.equal(contextValue, 'missingFolder');
    assert.equal(collapsibleState, vscode.TreeItemCollapsibleState.None);
    assert.match(String(tooltip), /There is no such folder/);
  });

  test('files that come and go are counted', async () => {
    const photos = await root(join(workspaceFolder(), 'photos'));
    const before = await until('the count', () => /^(\d+) images/.exec(described(photos))?.[1]);
    const file = join(workspaceFolder(), 'photos/texture/new.png');
    await writeFile(file, pngHead);
    await until('one more', () => described(photos).startsWith(`${Number(before) + 1} images`));
    await rm(file);
    await until('as before', () => described(photos).startsWith(`${before} images`));
  });
});

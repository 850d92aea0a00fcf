import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { activeApp } from './workbench.js';

suite('activation', () => {
  test('registers every command of the manifest', async () => {
    await activeApp();
    const manifest = vscode.extensions.getExtension('mfm.mfm')!.packageJSON as Manifest;
    const named = manifest.contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(named.length > 20);
    assert.deepEqual(
      named.filter(command => !registered.has(command)),
      [],
    );
  });

  test('starts no process', async () => {
    const { engine } = await activeApp();
    assert.equal(engine.state, 'off');
  });
});

interface Manifest {
  contributes: { commands: { command: string }[] };
}

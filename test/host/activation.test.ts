import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';

suite('activation', () => {
  test('the extension is there', async () => {
    const extension = vscode.extensions.getExtension('mfm.mfm');
    assert.ok(extension);
    await extension.activate();
  });
});

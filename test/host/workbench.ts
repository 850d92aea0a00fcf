import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { App } from '../../extension/host/app/app.js';
import { PATIENCE_MS } from '../support/patience.js';

/** The extension, active. */
export async function activeApp(): Promise<App> {
  const extension = vscode.extensions.getExtension<App>('mfm.mfm');
  assert.ok(extension);
  return extension.activate();
}

/** The workspace's folder on disk. */
export function workspaceFolder(): string {
  return vscode.workspace.workspaceFolders![0]!.uri.fsPath;
}

/** Waits until `look` finds something. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false,
  seconds = PATIENCE_MS / 1000,
): Promise<T> {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(50)) {
    const found = look();
    if (found !== undefined && found !== false) return found;
  }
  return assert.fail(`${what}: not within ${seconds} s`);
}

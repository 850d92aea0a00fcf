import { resolve } from 'node:path';
import { workspace } from 'vscode';
import { settings } from '../common/settings.js';

/** Where runs are looked for: the workspace folders on disk and `mfm.runsFolders`. */
export function runRoots(): string[] {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const outside = settings.runsFolders().map(folder => resolve(folder));
  return [...new Set([...folders.map(({ uri }) => uri.fsPath), ...outside])];
}

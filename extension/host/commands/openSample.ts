import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { commands, l10n, Uri, window, workspace } from 'vscode';
import type { App } from '../app/app.js';

/** Copies the photographs and configs of the extension to a place of the person's choice and opens them. */
export async function openSample({ extensionUri }: App): Promise<void> {
  const [parent] =
    (await window.showOpenDialog({
      title: l10n.t('Where to put the sample workspace (a new folder "mfm-sample")'),
      openLabel: l10n.t('Put It Here'),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: Uri.file(homedir()),
    })) ?? [];
  if (!parent) return;
  const folder = freeName(join(parent.fsPath, 'mfm-sample'));
  await cp(Uri.joinPath(extensionUri, 'examples').fsPath, folder, { recursive: true });
  const isEmpty = (workspace.workspaceFolders ?? []).length === 0;
  await commands.executeCommand('vscode.openFolder', Uri.file(folder), { forceNewWindow: !isEmpty });
}

/** The name itself, or with the first number that is not taken. */
function freeName(path: string): string {
  let free = path;
  for (let n = 2; existsSync(free); n++) free = `${path}-${n}`;
  return free;
}

import { basename } from 'node:path';
import { type QuickPickItem, type Uri, workspace } from 'vscode';

/** A config among which a person chooses. */
export function configItem(config: Uri): QuickPickItem & { config: Uri } {
  const path = workspace.asRelativePath(config);
  return { label: basename(path), description: path === basename(path) ? undefined : path, config };
}

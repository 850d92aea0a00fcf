import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, parse, relative } from 'node:path';
import { l10n, Uri, type WorkspaceFolder, window, workspace } from 'vscode';

/**
 * Where a new config goes: asked for, with a free name in `folder` as the answer at hand, or beside the images if there is
 * none.
 */
export async function askForFile(
  name: string,
  images: string,
  folder: WorkspaceFolder | undefined,
): Promise<string | undefined> {
  if (!folder) {
    const chosen = await window.showSaveDialog({
      title: l10n.t('New Config'),
      saveLabel: l10n.t('Create'),
      filters: { YAML: ['yaml', 'yml'] },
      defaultUri: Uri.file(freeFile(join(beside(images), `${name}.yaml`))),
    });
    return chosen?.fsPath;
  }
  const root = folder.uri.fsPath;
  const proposed = freeFile(join(root, 'configs', `${name}.yaml`));
  const path = relative(root, proposed);
  const answer = await window.showInputBox({
    title: l10n.t('New Config (3/3)'),
    prompt: l10n.t('The file of the new config, in {0}', folder.name),
    value: path,
    valueSelection: [path.lastIndexOf('/') + 1, path.lastIndexOf('.')],
    validateInput: value => problem(root, value),
  });
  return answer === undefined ? undefined : join(root, answer.trim());
}

/** The folder that holds `images`, unless that is a whole disk. */
function beside(images: string): string {
  const folder = dirname(images);
  return folder === parse(images).root ? homedir() : folder;
}

/** The file itself, or with the first number that is not taken: 'demo-2.yaml'. */
export function freeFile(file: string): string {
  const dot = file.lastIndexOf('.');
  let free = file;
  for (let n = 2; existsSync(free); n++) free = `${file.slice(0, dot)}-${n}${file.slice(dot)}`;
  return free;
}

/** The workspace folder that a new config belongs into: the one with the images, or the first. */
export function folderFor(images: string): WorkspaceFolder | undefined {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return workspace.getWorkspaceFolder(Uri.file(images)) ?? folders[0];
}

function problem(root: string, value: string): string | undefined {
  const file = join(root, value.trim());
  if (!/[^/\\]\.ya?ml$/i.test(value.trim())) return l10n.t('The name must end in .yaml.');
  if (relative(root, file).startsWith('..')) return l10n.t('The file must lie in the workspace.');
  return existsSync(file) ? l10n.t('This file exists; choose another name.') : undefined;
}

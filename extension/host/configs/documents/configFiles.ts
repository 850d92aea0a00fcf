import { type Uri, workspace } from 'vscode';
import { isConfigFile } from './fileHead.js';

/** YAML files that are looked at: a workspace with more is no place where configs are looked for by reading. */
const LIMIT = 2_000;

/** Files that are read at the same time. */
const PARALLEL = 32;

/** YAML files that could be configs, for watchers. */
export const yamlPattern = '**/*.{yaml,yml}';

/** The configs of the workspace, in the order of their paths. */
export async function findConfigs(): Promise<Uri[]> {
  const found = await workspace.findFiles(yamlPattern, '**/{node_modules,.*}/**', LIMIT);
  const files = found.filter(({ scheme }) => scheme === 'file');
  const configs: Uri[] = [];
  const pending = files.values();
  async function work(): Promise<void> {
    for (const uri of pending) if (await isConfigFile(uri.fsPath)) configs.push(uri);
  }
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return configs.sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
}

import { homedir } from 'node:os';
import { join } from 'node:path';
import { workspace } from 'vscode';

/** The settings of the extension, read when they are asked for. */
export const settings = {
  backend: (): 'auto' | 'tensorflow' | 'wasm' => read('backend', 'auto'),
  libtensorflow: (): string => expandHome(read('libtensorflow', '')),
  nodePath: (): string => expandHome(read('nodePath', '')),
  /** Folders outside the workspace in which runs are looked for; absolute. */
  runsFolders: (): string[] => read<string[]>('runsFolders', []).filter(Boolean).map(expandHome),
  confirmPretrain: (): boolean => read('confirmPretrain', true),
  notifyWhenFinished: (): boolean => read('notifyWhenFinished', true),
};

/** Settings that an engine process takes from its environment: a change of one needs a new process. */
export const engineSettings = ['mfm.backend', 'mfm.libtensorflow', 'mfm.nodePath'];

function read<T>(name: string, otherwise: T): T {
  return workspace.getConfiguration('mfm').get<T>(name, otherwise);
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

import type { LogOutputChannel, Memento, Uri } from 'vscode';
import type { Engine } from '../engine/engine.js';
import type { ImagesTree } from '../images/imagesTree.js';
import type { RunStore } from '../runs/runStore.js';
import type { RunsTree } from '../runs/runsTree.js';

/** What commands and views work with; `activate` makes one. */
export interface App {
  /** Where the extension is installed. */
  extensionUri: Uri;
  /** Files of the extension's own, for all workspaces. */
  storageUri: Uri;
  /** What is kept for this workspace between windows. */
  memory: Memento;
  log: LogOutputChannel;
  /** The window's engine process, for everything but training. */
  engine: Engine;
  /** The runs of the workspace and of `mfm.runsFolders`. */
  runs: RunStore;
  runsTree: RunsTree;
  imagesTree: ImagesTree;
}

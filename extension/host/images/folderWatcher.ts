import { type Disposable, RelativePattern, Uri, workspace } from 'vscode';
import { Disposables } from '../common/disposable.js';

/** Files come and go in bursts: a burst is one change. */
const SETTLE_MS = 1000;

/** Watches folders of images, and the configs that name them. */
export class FolderWatcher implements Disposable {
  private readonly own = new Disposables();
  private folders = new Disposables();
  private watched: readonly string[] = [];
  private readonly timers = new Map<string, NodeJS.Timeout>();

  /**
   * @param onFolder called with a folder in which files came, changed or went
   * @param onConfig called when a config came, changed or went
   */
  constructor(
    private readonly onFolder: (folder: string) => void,
    private readonly onConfig: () => void,
  ) {
    const configs = this.own.add(workspace.createFileSystemWatcher('**/*.{yaml,yml}'));
    const changed = () => this.soon('', this.onConfig);
    this.own.add(configs.onDidCreate(changed));
    this.own.add(configs.onDidChange(changed));
    this.own.add(configs.onDidDelete(changed));
  }

  /** Watches these folders and no others. */
  watch(folders: readonly string[]): void {
    if (folders.length === this.watched.length && folders.every(folder => this.watched.includes(folder))) return;
    this.watched = folders;
    this.folders.dispose();
    this.folders = new Disposables();
    for (const folder of folders) {
      const uri = Uri.file(folder);
      // Outside the workspace, which is watched anyway, only the folder itself: a wrong path may lead to '/'.
      const pattern = new RelativePattern(uri, workspace.getWorkspaceFolder(uri) ? '**' : '*');
      const watcher = this.folders.add(workspace.createFileSystemWatcher(pattern));
      const changed = () => this.soon(folder, () => this.onFolder(folder));
      this.folders.add(watcher.onDidCreate(changed));
      this.folders.add(watcher.onDidChange(changed));
      this.folders.add(watcher.onDidDelete(changed));
    }
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.folders.dispose();
    this.own.dispose();
  }

  private soon(what: string, call: () => void): void {
    clearTimeout(this.timers.get(what));
    this.timers.set(what, setTimeout(call, SETTLE_MS));
  }
}

import { dirname } from 'node:path';
import { type Disposable, RelativePattern, Uri, workspace } from 'vscode';
import { Disposables } from '../disposable.js';
import { isWithin } from './run.js';

/** Writers replace files in several steps, and several files at once: a burst is one change. */
const SETTLE_MS = 150;

/** Watches folders for runs that come, change and go, and reports each run folder once after a burst of changes. */
export class RunWatcher implements Disposable {
  private readonly own = new Disposables();
  private readonly dirty = new Set<string>();
  private timer?: NodeJS.Timeout;

  /** @param known the run folders whose parents may be deleted as a whole */
  constructor(
    roots: readonly string[],
    private readonly known: () => Iterable<string>,
    private readonly onChange: (dirs: string[]) => void,
  ) {
    for (const root of roots) {
      const folder = Uri.file(root);
      this.watch(new RelativePattern(folder, '**/run.json'), ({ fsPath }) => dirname(fsPath));
      const checkpoints = new RelativePattern(folder, '**/checkpoints/*.{safetensors,json}');
      this.watch(checkpoints, ({ fsPath }) => dirname(dirname(fsPath)));
      // A folder deleted as a whole is reported by its own name only.
      const deleted = workspace.createFileSystemWatcher(new RelativePattern(folder, '**'), true, true, false);
      this.own.add(deleted);
      this.own.add(deleted.onDidDelete(({ fsPath }) => this.folderDeleted(fsPath)));
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.own.dispose();
  }

  private watch(pattern: RelativePattern, runOf: (file: Uri) => string): void {
    const watcher = this.own.add(workspace.createFileSystemWatcher(pattern));
    const mark = (file: Uri) => this.mark(runOf(file));
    this.own.add(watcher.onDidCreate(mark));
    this.own.add(watcher.onDidChange(mark));
    this.own.add(watcher.onDidDelete(mark));
  }

  private folderDeleted(path: string): void {
    for (const dir of this.known()) if (isWithin(path, dir)) this.mark(dir);
  }

  private mark(dir: string): void {
    this.dirty.add(dir);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const dirs = [...this.dirty];
      this.dirty.clear();
      this.onChange(dirs);
    }, SETTLE_MS);
  }
}

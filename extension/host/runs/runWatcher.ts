import { dirname, relative, sep } from 'node:path';
import { type Disposable, type FileSystemWatcher, RelativePattern, Uri, workspace } from 'vscode';
import { Disposables } from '../common/disposable.js';

/** Writers replace files in several steps, and several files at once: a burst is one change. */
const SETTLE_MS = 150;

/** Watches folders for runs that come, change and go. After a burst of changes it reports, once each, where to look. */
export class RunWatcher implements Disposable {
  private readonly own = new Disposables();
  private readonly paths = new Set<string>();
  private timer?: NodeJS.Timeout;

  constructor(
    readonly roots: readonly string[],
    private readonly onChange: (paths: string[]) => void,
  ) {
    for (const root of roots) {
      const watch = (glob: string) =>
        this.own.add(workspace.createFileSystemWatcher(new RelativePattern(Uri.file(root), glob)));
      this.report(watch('**/{run,notes}.json'), ({ fsPath }) => dirname(fsPath));
      this.report(watch('**/{checkpoints,measurements}/*.{safetensors,json}'), ({ fsPath }) =>
        dirname(dirname(fsPath)),
      );
      // A folder that is moved here or deleted as a whole is reported by its own name only, and what is written into a
      // new one at once may not be reported at all.
      const folders = watch('**');
      const mark = ({ fsPath }: Uri) => isSearched(relative(root, fsPath)) && this.mark(fsPath);
      this.own.add(folders.onDidCreate(mark));
      this.own.add(folders.onDidDelete(mark));
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.own.dispose();
  }

  private report(watcher: FileSystemWatcher, runOf: (file: Uri) => string): void {
    const mark = (file: Uri) => this.mark(runOf(file));
    this.own.add(watcher.onDidCreate(mark));
    this.own.add(watcher.onDidChange(mark));
    this.own.add(watcher.onDidDelete(mark));
  }

  private mark(path: string): void {
    this.paths.add(path);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const paths = [...this.paths];
      this.paths.clear();
      this.onChange(paths);
    }, SETTLE_MS);
  }
}

/** Whether runs are looked for in a folder, by its path from the root: installing packages makes thousands of others. */
function isSearched(path: string): boolean {
  return !path.split(sep).some(name => name === 'node_modules' || name.startsWith('.'));
}

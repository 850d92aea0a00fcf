import { basename, dirname } from 'node:path';
import { type Disposable, RelativePattern, Uri, workspace } from 'vscode';
import { Disposables } from '../common/disposable.js';

/** Writing a file makes several events. */
const REST_MS = 200;

/** Tells when some of these files have changed, come or gone. */
export function watchFiles(files: readonly string[], changed: () => void): Disposable {
  const own = new Disposables();
  let timer: NodeJS.Timeout | undefined;
  own.add({ dispose: () => clearTimeout(timer) });
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, REST_MS);
  };
  for (const file of files) {
    const pattern = new RelativePattern(Uri.file(dirname(file)), basename(file));
    const watcher = own.add(workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) own.add(event(wait));
  }
  return own;
}

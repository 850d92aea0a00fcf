import { basename, dirname } from 'node:path';
import { type CustomDocument, EventEmitter, l10n, RelativePattern, Uri, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { CheckpointFile } from '../../protocol/checkpointPage.js';
import type { App } from '../app/app.js';
import { Disposables } from '../common/disposable.js';
import { runFolderOf, runPlace, siblingFile } from './runPlace.js';

/** Writing a file makes many events. */
const REST_MS = 200;

/** A checkpoint that is open in one or several editors. It is only ever read. */
export class CheckpointDocument implements CustomDocument {
  private readonly own = new Disposables();
  private readonly changes = this.own.add(new EventEmitter<void>());
  /** The file, its run, or its siblings changed on disk. */
  readonly onDidChange = this.changes.event;
  readonly file: string;
  readonly name: string;
  private timer?: NodeJS.Timeout;
  /** Files that a person chose for a comparison, by the ids that pages know. */
  private readonly others = new Map<string, string>();

  constructor(
    private readonly app: App,
    readonly uri: Uri,
  ) {
    this.file = uri.fsPath;
    this.name = basename(this.file);
    const pattern = new RelativePattern(Uri.file(dirname(this.file)), this.name);
    const watcher = this.own.add(workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
      this.own.add(event(() => this.changed()));
    }
    this.own.add(
      app.runs.onDidChange(({ runs }) => {
        if ([...runs].some(run => run.dir === runFolderOf(this.file))) this.changed();
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.own.dispose();
  }

  /** What the file is now. Never rejects. */
  async read(): Promise<CheckpointFile> {
    const folder = workspace.asRelativePath(dirname(this.file));
    if (this.uri.scheme !== 'file') {
      const message = l10n.t('A checkpoint can only be looked into on a disk, not at {0}.', this.uri.toString());
      return { ...nothing, name: this.name, folder, message };
    }
    // It parses YAML, which is loaded with the first checkpoint.
    const { readFile } = await import('./readFile.js');
    const [contents, run] = await Promise.all([readFile(l10n, this.file), runPlace(this.app.runs, this.file)]);
    return { ...contents, folder, run };
  }

  /** Gives a chosen file an id. */
  remember(file: string): string {
    const id = `chosen ${file}`;
    this.others.set(id, file);
    return id;
  }

  /** The file of an id that was given out. @throws UserError for any other */
  async otherFile(id: string): Promise<string> {
    const file = this.others.get(id) ?? (await siblingFile(this.file, id));
    if (!file) throw new UserError(l10n.t('The other checkpoint is not known any more; choose one again.'));
    return file;
  }

  private changed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changes.fire(), REST_MS);
  }
}

const nothing = {
  kind: 'broken' as const,
  version: '',
  bytes: 0,
  parameters: 0,
  tensors: [],
  metadata: [],
  settings: [],
};

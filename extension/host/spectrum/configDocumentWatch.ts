import { type Disposable, EventEmitter, RelativePattern, type TextDocument, Uri, workspace } from 'vscode';
import { Disposables } from '../common/disposable.js';
import { forgetAnalysis, readableAnalysisOf } from '../configs/documents/analyses.js';

/** A config and the files that it inherits from, as they are being edited or written. */
export class ConfigDocumentWatch implements Disposable {
  private readonly own = new Disposables();
  private readonly changed = this.own.add(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly uri: Uri;

  constructor(file: string) {
    this.uri = Uri.file(file);
    this.own.add(workspace.onDidChangeTextDocument(({ document }) => void this.textChanged(document)));
    // Closing a document gives up its unsaved changes.
    this.own.add(workspace.onDidCloseTextDocument(document => void this.textChanged(document)));
    const watcher = this.own.add(
      workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(this.uri, '..'), '*')),
    );
    this.own.add(watcher.onDidChange(uri => this.fileChanged(uri)));
    this.own.add(watcher.onDidCreate(uri => this.fileChanged(uri)));
  }

  /** @throws the editor's error when the file cannot be read */
  async document(): Promise<TextDocument> {
    return workspace.openTextDocument(this.uri);
  }

  dispose(): void {
    this.own.dispose();
  }

  private fileChanged({ fsPath }: Uri): void {
    if (fsPath === this.uri.fsPath) this.changed.fire();
  }

  private async textChanged({ uri }: TextDocument): Promise<void> {
    if (uri.toString() === this.uri.toString()) {
      this.changed.fire();
      return;
    }
    if (uri.scheme !== 'file' || !/\.ya?ml$/i.test(uri.path)) return;
    const document = await this.document().then(
      found => found,
      () => undefined,
    );
    if (!document || !readableAnalysisOf(document).bases.includes(uri.fsPath)) return;
    forgetAnalysis(document);
    this.changed.fire();
  }
}

import {
  type Disposable,
  type Event,
  EventEmitter,
  type FileSystemWatcher,
  languages,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import { Disposables } from '../../common/disposable.js';
import { isConfigDocument } from '../documents/configDocument.js';

/** How long somebody must pause before the text is checked, in milliseconds. */
const PAUSE = 200;

/** Keeps the marks under what is wrong in open configs: as they are typed, and when a file of their BASE changes. */
export class ConfigChecks implements Disposable {
  private readonly own = new Disposables();
  private readonly marks = this.own.add(languages.createDiagnosticCollection('mfm'));
  private readonly checked = this.own.add(new EventEmitter<TextDocument>());
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** The files that a config inherits from, by the config's Uri. */
  private readonly bases = new Map<string, string[]>();

  /** A config's text or what it inherits from has changed, and it has been checked anew. */
  readonly onDidCheck: Event<TextDocument> = this.checked.event;

  /** @param files watches YAML files */
  constructor(files: FileSystemWatcher) {
    for (const event of [files.onDidChange, files.onDidCreate, files.onDidDelete]) {
      this.own.add(event(uri => this.baseChanged(uri)));
    }
    this.own.add(workspace.onDidOpenTextDocument(document => this.schedule(document, 0)));
    this.own.add(
      workspace.onDidCloseTextDocument(document => {
        this.forget(document);
        // Its unsaved changes are gone.
        this.baseChanged(document.uri);
      }),
    );
    this.own.add(
      workspace.onDidChangeTextDocument(({ document }) => {
        this.schedule(document, PAUSE);
        this.baseChanged(document.uri);
      }),
    );
    for (const document of workspace.textDocuments) this.schedule(document, 0);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.own.dispose();
  }

  private schedule(document: TextDocument, delay: number): void {
    if (document.languageId !== 'yaml') return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => void this.check(document), delay),
    );
  }

  private async check(document: TextDocument): Promise<void> {
    this.timers.delete(document.uri.toString());
    if (!isConfigDocument(document)) {
      this.forget(document);
      return;
    }
    // The parser and the schema are loaded with the first config, not with the window.
    const [{ analysisOf }, { marksOf }] = await Promise.all([import('../documents/analyses.js'), import('./marks.js')]);
    if (document.isClosed) return;
    this.marks.set(document.uri, marksOf(document));
    this.bases.set(document.uri.toString(), analysisOf(document).bases);
    this.checked.fire(document);
  }

  private baseChanged({ scheme, fsPath }: Uri): void {
    if (scheme !== 'file') return;
    for (const document of workspace.textDocuments) {
      if (!this.bases.get(document.uri.toString())?.includes(fsPath)) continue;
      void import('../documents/analyses.js').then(({ forgetAnalysis }) => forgetAnalysis(document));
      this.schedule(document, PAUSE);
    }
  }

  private forget({ uri }: TextDocument): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.bases.delete(key);
    this.marks.delete(uri);
  }
}

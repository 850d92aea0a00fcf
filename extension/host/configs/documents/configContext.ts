import { type Disposable, type FileSystemWatcher, type Uri, window, workspace } from 'vscode';
import { setContextKey } from '../../common/contextKeys.js';
import { Disposables } from '../../common/disposable.js';
import { isConfigDocument } from './configDocument.js';
import { findConfigs } from './configFiles.js';
import { isConfigFile } from './fileHead.js';

/** Files come and go in swarms (a checkout, a build); the workspace is searched when they have settled, in milliseconds. */
const SETTLING = 1_000;

/** Keeps the context keys about configs: whether the active editor shows one, and whether the workspace has any. */
export class ConfigContext implements Disposable {
  private readonly own = new Disposables();
  private timer: NodeJS.Timeout | undefined;

  /** @param files watches YAML files */
  constructor(files: FileSystemWatcher) {
    this.own.add(window.onDidChangeActiveTextEditor(() => this.lookAtEditor()));
    this.own.add(
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === window.activeTextEditor?.document) this.lookAtEditor();
      }),
    );
    this.own.add(files.onDidCreate(uri => void this.written(uri)));
    this.own.add(files.onDidChange(uri => void this.written(uri)));
    this.own.add(files.onDidDelete(() => this.searchSoon()));
    this.own.add(workspace.onDidChangeWorkspaceFolders(() => this.searchSoon()));
    this.lookAtEditor();
    void this.search();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.own.dispose();
  }

  private lookAtEditor(): void {
    const document = window.activeTextEditor?.document;
    setContextKey('mfm.activeEditorIsConfig', document !== undefined && isConfigDocument(document));
  }

  private async written(uri: Uri): Promise<void> {
    if (await isConfigFile(uri.fsPath)) setContextKey('mfm.hasConfigs', true);
    else this.searchSoon();
  }

  private searchSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.search(), SETTLING);
  }

  private async search(): Promise<void> {
    setContextKey('mfm.hasConfigs', (await findConfigs()).length > 0);
  }
}

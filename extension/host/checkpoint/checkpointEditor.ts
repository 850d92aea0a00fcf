import { type CustomReadonlyEditorProvider, Disposable, type WebviewPanel, window } from 'vscode';
import type { App } from '../app/app.js';
import { fillPanel } from '../panels/pagePanel.js';
import { CheckpointDocument } from './checkpointDocument.js';
import { viewTypes } from './openEditor.js';
import { checkpointHandlers } from './pageHandlers.js';

/** Opens *.safetensors and, where one asks for it, *.pth as pages. VS Code itself brings them back after a reload of the window. */
export function registerCheckpointEditor(app: App): Disposable {
  const options = { supportsMultipleEditorsPerDocument: true };
  const editor = new CheckpointEditor(app);
  const registered = Object.values(viewTypes).map(type => window.registerCustomEditorProvider(type, editor, options));
  return Disposable.from(...registered);
}

class CheckpointEditor implements CustomReadonlyEditorProvider<CheckpointDocument> {
  constructor(private readonly app: App) {}

  openCustomDocument(uri: CheckpointDocument['uri']): CheckpointDocument {
    return new CheckpointDocument(this.app, uri);
  }

  resolveCustomEditor(document: CheckpointDocument, panel: WebviewPanel): void {
    fillPanel(this.app, panel, 'checkpoint', document.file, {
      title: document.name,
      handlers: checkpointHandlers(this.app, document),
      dispose() {},
    });
  }
}

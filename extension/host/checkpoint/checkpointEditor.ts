import type { CustomReadonlyEditorProvider, Disposable, WebviewPanel } from 'vscode';
import { window } from 'vscode';
import type { App } from '../app.js';
import { fillPanel } from '../panels/pagePanel.js';
import { CheckpointDocument } from './checkpointDocument.js';
import { VIEW_TYPE } from './openEditor.js';
import { checkpointHandlers } from './pageHandlers.js';

/** Opens *.safetensors and *.pth as pages. VS Code itself brings them back after a reload of the window. */
export function registerCheckpointEditor(app: App): Disposable {
  const options = { supportsMultipleEditorsPerDocument: true };
  return window.registerCustomEditorProvider(VIEW_TYPE, new CheckpointEditor(app), options);
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

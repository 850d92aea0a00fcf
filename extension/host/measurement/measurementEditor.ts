import { type CustomReadonlyEditorProvider, type Disposable, type WebviewPanel, window } from 'vscode';
import type { App } from '../app/app.js';
import { fillPanel } from '../panels/pagePanel.js';
import { MeasurementDocument } from './measurementDocument.js';
import { measurementHandlers } from './pageHandlers.js';

/** Opens *.mfm.json as pages. VS Code itself brings them back after a reload of the window. */
export function registerMeasurementEditor(app: App): Disposable {
  return window.registerCustomEditorProvider('mfm.measurement', new MeasurementEditor(app), {
    supportsMultipleEditorsPerDocument: true,
  });
}

class MeasurementEditor implements CustomReadonlyEditorProvider<MeasurementDocument> {
  constructor(private readonly app: App) {}

  openCustomDocument(uri: MeasurementDocument['uri']): MeasurementDocument {
    return new MeasurementDocument(this.app, uri);
  }

  resolveCustomEditor(document: MeasurementDocument, panel: WebviewPanel): void {
    fillPanel(this.app, panel, 'measurement', document.file, {
      title: document.name,
      handlers: measurementHandlers(this.app, document),
    });
  }
}

import { basename } from 'node:path';
import {
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  type Disposable,
  type Uri,
  type WebviewPanel,
  window,
} from 'vscode';
import type { App } from '../app/app.js';
import { fillPanel } from '../panels/pagePanel.js';

/** "Open With ..." of an image: its spectrum, without a command. */
export function registerSpectrumEditor(app: App): Disposable {
  const options = { supportsMultipleEditorsPerDocument: true };
  return window.registerCustomEditorProvider('mfm.spectrum', new SpectrumEditor(app), options);
}

class SpectrumEditor implements CustomReadonlyEditorProvider {
  constructor(private readonly app: App) {}

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose() {} };
  }

  async resolveCustomEditor({ uri: { fsPath } }: CustomDocument, panel: WebviewPanel): Promise<void> {
    const { SpectrumSession } = await import('./spectrumSession.js');
    const session = new SpectrumSession(this.app, { paths: [fsPath] });
    const { handlers } = session;
    fillPanel(this.app, panel, 'spectrum', fsPath, {
      title: basename(fsPath),
      handlers,
      dispose: () => session.dispose(),
    });
  }
}

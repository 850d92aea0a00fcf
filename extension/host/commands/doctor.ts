import { randomBytes } from 'node:crypto';
import { l10n, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { MachineReport } from '../../protocol/workerApi.js';
import type { App } from '../app/app.js';
import { doctorDocument } from '../doctor/doctorDocument.js';
import { doctorFacts } from '../doctor/doctorFacts.js';
import { withProgress } from '../engine/withProgress.js';

/** Shows what this machine offers, which backend runs and why not a better one. */
export async function doctor(app: App): Promise<void> {
  const report = await withProgress(l10n.t('Looking at this machine'), signal =>
    app.engine.call('doctor', {}, { signal }),
  );
  showDoctor(app, report);
}

let open: WebviewPanel | undefined;

/** Shows a report in the doctor's panel. It tells of its moment, and does not come back when the window reloads. */
function showDoctor({ extensionUri }: App, report: MachineReport): void {
  const facts = doctorFacts(l10n, report);
  open ??= createPanel(extensionUri, facts.title);
  open.webview.html = doctorDocument(facts, randomBytes(16).toString('base64'));
  open.reveal();
}

function createPanel(extensionUri: Uri, title: string): WebviewPanel {
  const options = {
    enableScripts: false,
    enableCommandUris: ['mfm.installRuntime'],
    enableFindWidget: true,
    localResourceRoots: [],
  };
  const panel = window.createWebviewPanel('mfm.doctor', title, ViewColumn.Active, options);
  panel.iconPath = Uri.joinPath(extensionUri, 'media', 'icon.png');
  panel.onDidDispose(() => {
    open = undefined;
  });
  return panel;
}

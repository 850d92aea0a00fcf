import { randomBytes } from 'node:crypto';
import { Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Sheet } from '../../protocol/workerApi.js';
import type { App } from '../app.js';
import { sheetHtml } from './sheetHtml.js';

/** The open panels by key. */
const panels = new Map<string, WebviewPanel>();

/**
 * Shows a sheet in a panel: in the one that has `key`, brought to the front, or in a new one. A panel is only a picture
 * of its moment; it is not restored when the window reloads.
 */
export function showSheet(app: App, sheet: Sheet, key: string): void {
  const open = panels.get(key);
  const panel = open ?? createPanel(app, key);
  panel.title = sheet.title;
  panel.webview.html = sheetHtml(sheet, randomBytes(16).toString('base64'));
  open?.reveal();
}

function createPanel(app: App, key: string): WebviewPanel {
  const options = { enableScripts: false, enableFindWidget: true, localResourceRoots: [] };
  const panel = window.createWebviewPanel('mfm.sheet', '', ViewColumn.Active, options);
  panel.iconPath = Uri.joinPath(app.extensionUri, 'media', 'icon.png');
  panels.set(key, panel);
  panel.onDidDispose(() => panels.delete(key));
  return panel;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageDocument } from '../../extension/host/panels/pageDocument.js';
import { root } from './root.js';

export const webviewThemes = ['dark', 'light', 'high-contrast'] as const;
export type WebviewTheme = (typeof webviewThemes)[number];

/** Every variable of VS Code's default themes, in the order of `webviewThemes`; null where a theme has none. */
const variables: Record<string, (string | null)[]> = JSON.parse(
  readFileSync(join(root, 'test/support/webviewThemes.json'), 'utf8'),
);

/** What VS Code puts before everything in the document of a webview. */
const defaultStyles = `
html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
  font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size);
  margin: 0; padding: 0 20px; }
img, video { max-width: 100%; max-height: 100%; }
a, a code { color: var(--vscode-textLink-foreground); }
input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
code { font-family: var(--monaco-monospace-font); color: var(--vscode-textPreformat-foreground); }
::-webkit-scrollbar { width: 10px; height: 10px; }
::-webkit-scrollbar-thumb { background-color: var(--vscode-scrollbarSlider-background); }
`;

export interface WebviewDocument {
  theme: WebviewTheme;
  /** Where the files of the page are, with a slash at the end. */
  files: string;
  /** The script that stands in for the extension. */
  standIn?: string;
}

/** The document of a page as a webview of VS Code shows it: under its own policy, with a theme around it. */
export function webviewDocument(page: string, { theme, files, standIn }: WebviewDocument): string {
  const nonce = 'only-for-tests';
  const source = 'http://127.0.0.1:*';
  const [script, style] = [`${files}${page}.js`, `${files}${page}.css`];
  const document = pageDocument({ title: page, language: 'en', script, style, source, nonce });
  const before = standIn ? `<script nonce="${nonce}" src="${standIn}"></script>` : '';
  return document
    .replace('<html', `<html style="${styleOf(theme)}"`)
    .replace('<head>', `<head><style>${defaultStyles}</style>`)
    .replace('<body>', `<body class="vscode-${theme}" data-vscode-theme-kind="vscode-${theme}">${before}`);
}

function styleOf(theme: WebviewTheme): string {
  const place = webviewThemes.indexOf(theme);
  const set = Object.entries(variables).flatMap(([name, values]) => (values[place] ? `${name}:${values[place]}` : []));
  return set.join(';').replaceAll('"', "'");
}

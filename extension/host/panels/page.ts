import { randomBytes } from 'node:crypto';
import { env, l10n, Uri, type Webview } from 'vscode';
import { pageDocument } from './pageDocument.js';

/** The pages of dist/webview. */
export type PageName = 'spectrum' | 'run' | 'checkpoint';

/** Where the files of pages are, the only ones that they may load. */
export function pagesFolder(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** The document of a page for a webview: see `pageDocument`. */
export function pageHtml(webview: Webview, extensionUri: Uri, page: PageName, title: string, key: string): string {
  const file = (name: string) => String(webview.asWebviewUri(Uri.joinPath(pagesFolder(extensionUri), name)));
  return pageDocument({
    title,
    key,
    language: env.language,
    script: file(`${page}.js`),
    style: file(`${page}.css`),
    source: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    strings: stringsOf(l10n.bundle),
  });
}

/** Translations may carry comments: pages want the texts. */
function stringsOf(bundle: typeof l10n.bundle): Record<string, string> {
  const entries = Object.entries(bundle ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';

/** The pages of dist/webview. */
export type PageName = 'spectrum' | 'run' | 'checkpoint';

/**
 * The document of a page. It may load its own script and style sheet and show pictures that it makes, and nothing else.
 *
 * @param language of the editor, for screen readers
 */
export function pageHtml(webview: Webview, extensionUri: Uri, page: PageName, title: string, language: string): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'webview', name));
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The toolkit's components put their styles into their shadow roots, and positions of drawn things are inline styles.
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    `img-src ${webview.cspSource} data: blob:`,
    `font-src ${webview.cspSource}`,
  ];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${file(`${page}.css`)}">
</head>
<body>
<script nonce="${nonce}" src="${file(`${page}.js`)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** What the document of a page is made of. */
export interface PageDocument {
  title: string;
  /** Of the editor, for screen readers. */
  language: string;
  /** Addresses of the page's files. */
  script: string;
  style: string;
  /** Where files of the extension come from, as content policies name it. */
  source: string;
  /** What the policy knows the page's script by; never used twice. */
  nonce: string;
  /** What the panel shows; the page keeps it for when the window reloads. */
  key?: string;
  /** Translations by English text. */
  strings?: Record<string, string>;
}

/** The document of a page. It may load its own scripts and style sheet and show pictures that it makes, and nothing else. */
export function pageDocument({
  title,
  language,
  script,
  style,
  source,
  nonce,
  key = '',
  strings = {},
}: PageDocument): string {
  const policy = [
    "default-src 'none'",
    // The page's script hands the nonce on to the modules that it imports.
    `script-src 'nonce-${nonce}'`,
    // The toolkit tries a rule in a style element of its own, to learn whether the browser knows :focus-visible.
    `style-src ${source} 'nonce-${nonce}'`,
    // Attributes only: the toolkit's dropdown gives itself one.
    "style-src-attr 'unsafe-inline'",
    // Pictures that pages make of numbers, to show and to save them.
    `img-src ${source} data: blob:`,
    `font-src ${source}`,
  ];
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<meta name="key" content="${escaped(key)}">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<script type="application/json" id="strings">${JSON.stringify(strings).replaceAll('<', '\\u003c')}</script>
<script type="module" nonce="${nonce}" src="${escaped(script)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

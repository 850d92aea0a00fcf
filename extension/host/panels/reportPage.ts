import { createHash } from 'node:crypto';
import { Html, html } from '../../engine/report/html.js';
import { script } from '../../engine/report/script.js';

/** Colours of the report by those of the editor; the report's own follow the system, which may differ. */
const theme = `
body{--paper:var(--vscode-editor-background);--sheet:var(--vscode-editorWidget-background,var(--paper));--ink:var(--vscode-foreground);--soft:var(--vscode-descriptionForeground);--line:var(--vscode-contrastBorder,var(--vscode-widget-border,var(--vscode-panel-border,#8884)));--faint:var(--vscode-textCodeBlock-background,#8881);font-family:var(--vscode-font-family);padding:0}
body.vscode-dark,body.vscode-high-contrast:not(.vscode-high-contrast-light){color-scheme:dark;--accent:#5cc0c4;--accent-soft:#5cc0c43a;--warm:#e79a63}
body.vscode-light,body.vscode-high-contrast-light{color-scheme:light;--accent:#1f6f78;--accent-soft:#1f6f7833;--warm:#a8501c}
html{background:var(--vscode-editor-background)}
`;

/**
 * The page of a webview that shows a report. The file may have been written by anyone: a policy of ours stands before
 * everything in it, which lets nothing run but the script that our reports have, and one that keeps `state` for when the
 * window reloads.
 */
export function reportPage(report: string, state: object): string {
  const keepState = `acquireVsCodeApi().setState(${JSON.stringify(state).replaceAll('<', '\\u003c')})`;
  const scripts = [keepState, script].map(hash).join(' ');
  const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${scripts}`;
  return html`${new Html('<!doctype html>')}
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>${new Html(theme)}</style>
<script>${new Html(keepState)}</script>
${new Html(report)}`.text;
}

/** A page for a run without a report. */
export function sentencePage(title: string, sentence: string): string {
  return html`<html><head><title>${title}</title><style>
main{max-width:60ch;margin:18vh auto 0;padding:0 24px;color:var(--vscode-foreground);font-size:1.1em;line-height:1.5}
h1{font-size:1.5em;font-weight:600}
p{color:var(--vscode-descriptionForeground)}
</style></head><body><main><h1>${title}</h1><p>${sentence}</p></main></body></html>`.text;
}

/** How a policy names a script by its content. */
function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

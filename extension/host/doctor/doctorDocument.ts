import { Html, html } from '../../engine/report/html.js';
import type { DoctorFacts, FactTable } from './doctorFacts.js';

/** The editor's own fonts and colours, so that every theme fits. */
const style = `
body{margin:0;background:var(--vscode-editor-background);color:var(--vscode-foreground);font-family:var(--vscode-font-family);font-size:var(--vscode-font-size,13px);line-height:1.5}
:root{--line:var(--vscode-contrastBorder,var(--vscode-widget-border,var(--vscode-panel-border,#8884)))}
main{max-width:1100px;margin:0 auto;padding:24px 28px 48px}
h1{font-size:1.7em;font-weight:600;margin:0 0 6px}
h2{font-size:1.2em;font-weight:600;margin:0 0 4px}
section{margin-top:28px;padding-top:20px;border-top:1px solid var(--line)}
.button{display:inline-block;padding:4px 12px;border:1px solid var(--vscode-button-border,var(--vscode-contrastBorder,transparent));border-radius:2px;background:var(--vscode-button-background);color:var(--vscode-button-foreground);text-decoration:none}
.button:hover{background:var(--vscode-button-hoverBackground)}
.button:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:2px}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:2px}
table{border-collapse:collapse}
th{text-align:left;font-weight:600;color:var(--vscode-descriptionForeground)}
tbody th{font-weight:400;min-width:15ch}
th,td{padding:3px 20px 3px 0;border-bottom:1px solid var(--line);vertical-align:top}
`;

/**
 * The facts as the page of a webview. It has no scripts and loads nothing, and its policy forbids both;
 * its one link runs a command of the editor.
 *
 * @param nonce what the policy knows the page's own style sheet by
 */
export function doctorDocument({ title, summary, install, sections }: DoctorFacts, nonce: string): string {
  return html`${new Html('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${`default-src 'none'; style-src 'nonce-${nonce}'`}">
<title>${title}</title>
<style nonce="${nonce}">${new Html(style)}</style>
</head>
<body><main>
<h1>${title}</h1>
<p>${summary}</p>
<p><a class="button" role="button" href="command:mfm.installRuntime">${install}</a></p>
${sections.map(sectionHtml)}
</main></body>
</html>
`.text;
}

function sectionHtml({ heading, head, rows }: FactTable): Html {
  return html`<section><h2>${heading}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${heading}"><table>
${head.length > 0 && html`<thead><tr>${head.map(cell => html`<th scope="col">${cell}</th>`)}</tr></thead>`}
<tbody>${rows.map(rowHtml)}</tbody>
</table></div></section>
`;
}

function rowHtml([name, ...cells]: string[]): Html {
  return html`<tr><th scope="row">${name}</th>${cells.map(cell => html`<td>${cell}</td>`)}</tr>
`;
}

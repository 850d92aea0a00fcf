import { Html, html } from '../../engine/report/html.js';
import type { Sheet, SheetScale, SheetSection } from '../../protocol/workerApi.js';
import { pictureHtml } from './sheetPicture.js';
import { sheetStyle } from './sheetStyle.js';
import { tableHtml } from './sheetTable.js';

/**
 * A sheet as the page of a webview. It has no scripts and loads nothing, and its policy forbids both; everything that
 * comes from files is escaped.
 *
 * @param nonce what the policy knows the page's own style sheet by
 */
export function sheetHtml(sheet: Sheet, nonce: string): string {
  const policy = `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'`;
  return html`${new Html('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${sheet.title}</title>
<style nonce="${nonce}">${new Html(sheetStyle)}</style>
</head>
<body><main>
<h1>${sheet.title}</h1>
<p class="summary">${sheet.summary}</p>
${sheet.scales && html`<ul class="scales">${sheet.scales.map(scaleHtml)}</ul>`}
${sheet.sections.map(sectionHtml)}
</main></body>
</html>
`.text;
}

function scaleHtml({ label, low, high, colours }: SheetScale): Html {
  const source = `data:image/png;base64,${Buffer.from(colours).toString('base64')}`;
  return html`<li>${label} &nbsp;${low}<img src="${source}" alt="">${high}</li>`;
}

function sectionHtml({ heading, notes, pictures, tables, problem }: SheetSection): Html {
  return html`<section><h2>${heading}</h2>
${notes && notes.length > 0 && html`<p class="notes">${notes.join(' ')}</p>`}
${problem && html`<p class="problem">${problem}</p>`}
${pictures && html`<div class="pictures">${pictures.map(pictureHtml)}</div>`}
${tables && html`<div class="tables">${tables.map(table => tableHtml(table, heading))}</div>`}
</section>
`;
}

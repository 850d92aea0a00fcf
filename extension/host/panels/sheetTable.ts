import { type Html, html } from '../../engine/report/html.js';
import type { SheetTable } from '../../protocol/workerApi.js';

/** Cells of so many characters are not broken into lines. */
const SHORT = 36;

/** Rows above which a table is folded up. */
const LONG = 40;

/** A table; the first cell of each row names it. A long one is folded up. `name`: for a table without a caption. */
export function tableHtml({ caption, head, rows }: SheetTable, name: string): Html {
  const isNumber = head.map((_, column) => column > 0 && rows.every(row => looksNumeric(row[column] ?? '')));
  const kind = (column: number, cell = '') => {
    const name = isNumber[column] ? 'number' : cell !== '' && cell.length <= SHORT && 'short';
    return name && html` class="${name}"`;
  };
  const isLong = rows.length > LONG;
  const body = html`<div class="scroll" tabindex="0" role="region" aria-label="${caption ?? name}"><table>
${caption && !isLong && html`<caption>${caption}</caption>`}
${head.length > 0 && html`<thead><tr>${head.map((cell, i) => html`<th scope="col"${kind(i)}>${cell}</th>`)}</tr></thead>`}
<tbody>${rows.map(
    row => html`<tr>${row.map((cell, i) =>
      i === 0 ? html`<th scope="row">${cell}</th>` : html`<td${kind(i, cell)}>${cell}</td>`,
    )}</tr>
`,
  )}</tbody></table></div>`;
  return isLong ? html`<details><summary>${caption ?? `${name} (${rows.length})`}</summary>${body}</details>` : body;
}

/** A number, perhaps with its unit, or a sign that there is none. */
function looksNumeric(cell: string): boolean {
  return /^(|–|[-−]?(\d[\d.,\u202f]*(e-?\d+)?|Infinity|∞)( ?[a-zA-Z%/]{1,8})?)$/.test(cell);
}

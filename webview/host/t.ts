/** Translations by English text, if the extension put some into the document; unit tests have none. */
const table: Record<string, string> = JSON.parse(globalThis.document?.getElementById('strings')?.textContent ?? '{}');

/**
 * A text of a page in the editor's language, English where that has none.
 *
 * @param values what stands for {0}, {1} ... in the text
 */
export function t(text: string, ...values: (string | number)[]): string {
  return (table[text] ?? text).replace(/\{(\d+)\}/g, (hole, index) => String(values[Number(index)] ?? hole));
}

/** Where the extension puts translations. Unit tests, which have no document, see English. */
interface Translated {
  document?: { getElementById(id: 'strings'): { textContent: string | null } | null };
}

/** Translations by English text, if there are some. */
const table: Record<string, string> = JSON.parse(
  (globalThis as Translated).document?.getElementById('strings')?.textContent ?? '{}',
);

/**
 * A text of a page in the editor's language, English where that has none.
 *
 * @param values what stands for {0}, {1} ... in the text
 */
export function t(text: string, ...values: (string | number)[]): string {
  return (table[text] ?? text).replace(/\{(\d+)\}/g, (hole, index) => String(values[Number(index)] ?? hole));
}

/** Markup that is safe to put into a page as it is. Only the `html` tag makes it. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template takes: text and numbers are escaped, markup is not, lists are joined, nothing is left out. */
export type Content = Html | string | number | undefined | false | readonly Content[];

/** Template tag: everything inserted is escaped unless it is markup already, so text from files cannot become markup. */
export function html(strings: TemplateStringsArray, ...contents: Content[]): Html {
  return new Html(strings.reduce((text, part, i) => text + render(contents[i - 1]) + part));
}

/** Text for the inside of an element or of a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character]!);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function render(content: Content): string {
  if (content instanceof Html) return content.text;
  if (content === undefined || content === false) return '';
  if (typeof content === 'object') return content.map(render).join('');
  return escapeHtml(String(content));
}

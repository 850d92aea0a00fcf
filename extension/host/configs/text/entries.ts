import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import { yamlExcess } from '../../../engine/config/yamlLimits.js';

/** A stretch of a text in characters from its start; the end is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** One `KEY: value` of a config's text, sections included. */
export interface Entry {
  /** With its dots, as written: 'DATA.MASK_RADIUS'. */
  key: string;
  /** The last part of the key. */
  name: string;
  nameSpan: Span;
  /** Undefined where nothing was written. */
  valueSpan?: Span;
  /** The whole entry from its name to the end of its value, what lies in between included. */
  span: Span;
  /** The text of a single value without quotes; an alias has that of its anchor. */
  text?: string;
  /** The single values of a list: `[a, b]` or lines with dashes. */
  items: { text: string; span: Span }[];
}

/** All entries of a text in their order, as far as it can be understood: it need not be valid YAML. Of too much there are none. */
export function entriesOf(text: string): Entry[] {
  if (yamlExcess(text)) return [];
  // The failsafe schema leaves values as they are written, as the engine reads them too.
  const document = parseDocument(text, {
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: false,
  });
  const entries: Entry[] = [];
  const collect = (node: unknown, prefix: string): void => {
    if (!isMap<Node, Node | null>(node)) return;
    for (const pair of node.items) {
      const entry = entryOf(pair, prefix, alias => (isAlias(alias) ? alias.resolve(document) : alias));
      if (!entry) continue;
      entries.push(entry);
      collect(pair.value, `${entry.key}.`);
    }
  };
  collect(document.contents, '');
  return entries;
}

/** The entry whose name lies at `offset`, or whose value does: the innermost. */
export function entryAt(entries: Entry[], offset: number): { entry: Entry; part: 'name' | 'value' } | undefined {
  for (const entry of [...entries].reverse()) {
    if (contains(entry.nameSpan, offset)) return { entry, part: 'name' };
    if (entry.valueSpan && contains(entry.valueSpan, offset)) {
      return { entry, part: 'value' };
    }
  }
  return undefined;
}

/** Whether a place in the text, an end included, belongs to the span. */
export function contains({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

function entryOf(
  { key, value }: Pair<Node, Node | null>,
  prefix: string,
  resolve: (node: Node | null | undefined) => Node | null | undefined,
): Entry | undefined {
  if (!isScalar(key) || !key.range) return undefined;
  const name = String(key.value);
  const nameSpan = spanOf(key);
  const valueSpan = value?.range && value.range[1] > value.range[0] ? spanOf(value) : undefined;
  const meant = resolve(value);
  const items = isSeq<Node>(meant) ? meant.items.filter(item => isScalar(item)) : [];
  return {
    key: prefix + name,
    name,
    nameSpan,
    valueSpan,
    span: { start: nameSpan.start, end: valueSpan?.end ?? nameSpan.end },
    text: isScalar(meant) ? String(meant.value) : undefined,
    items: items.map(item => ({ text: String(item.value), span: spanOf(item) })),
  };
}

function spanOf(node: Node): Span {
  const [start, end] = node.range!;
  return { start, end };
}

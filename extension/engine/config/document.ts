import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { isField, type Section } from './keyTree.js';
import type { Place, Problem, ProblemCode, Range } from './problem.js';
import { schema } from './schema.js';
import { looksLikeKey, unknownKey } from './unknownKey.js';
import { MOST_ITEMS } from './value.js';
import { yamlExcess } from './yamlLimits.js';
import { yamlMessage } from './yamlMessage.js';

/** Of one text: whoever mends a hundred sees the others then. */
const MOST_PROBLEMS = 100;

/** A value as it is written, before its key has decided how to read it. No key takes lists of lists: inner ones are empty. */
export type Raw = RawScalar | { kind: 'list'; items: Raw[]; place: Place } | { kind: 'map'; place: Place };

/** One word or number. `plain` = without quotes, so that text which looks like a number is one. */
export interface RawScalar {
  kind: 'scalar';
  text: string;
  plain: boolean;
  place: Place;
}

/** One `KEY: value` of a file; `key` is a known one, with its dots. */
export interface Setting {
  key: string;
  raw: Raw;
}

/** The settings of one YAML text in their order, and what is wrong with its form or its keys. */
export function readDocument(text: string, file: string): { settings: Setting[]; problems: Problem[] } {
  const excess = yamlExcess(text);
  if (excess) {
    const message = `this is too much for a configuration: ${excess}; take out what it does not need.`;
    return { settings: [], problems: [{ code: 'yaml', message, severity: 'error', place: { file } }] };
  }
  const reader = new DocumentReader(text, file);
  reader.read();
  return { settings: reader.settings, problems: reader.problems };
}

class DocumentReader {
  readonly settings: Setting[] = [];
  readonly problems: Problem[] = [];
  private readonly lines = new LineCounter();
  private readonly document;

  constructor(
    text: string,
    private readonly file: string,
  ) {
    // The failsafe schema leaves every scalar as text: what it means depends on its key.
    this.document = parseDocument(text, { schema: 'failsafe', lineCounter: this.lines, prettyErrors: false });
  }

  read(): void {
    for (const error of this.document.errors.slice(0, MOST_PROBLEMS)) {
      const place = { file: this.file, range: this.range(...error.pos) };
      this.report(error.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'yaml', yamlMessage(error), place);
    }
    if (this.problems.length || isEmpty(this.document.contents)) return;
    this.section(this.document.contents, schema, '');
  }

  private section(node: Node | null, section: Section, prefix: string): void {
    const map = this.resolved(node);
    if (isMap<Node, Node | null>(map)) {
      for (const entry of map.items) this.entry(entry, section, prefix);
    } else if (!isEmpty(map)) {
      const name = prefix ? `${prefix.slice(0, -1)} is a section and` : 'a configuration';
      this.report('no-section', `${name} must hold 'KEY: value' lines.`, this.place(map!));
    }
  }

  private entry({ key: keyNode, value }: Pair<Node, Node | null>, section: Section, prefix: string): void {
    if (this.problems.length === MOST_PROBLEMS) return;
    const name = isScalar(keyNode) ? String(keyNode.value) : '?';
    const key = prefix + name;
    const place = this.place(keyNode);
    const known = Object.hasOwn(section, name) ? section[name] : undefined;
    if (!known) this.report('unknown-key', unknownKey(key), place, key);
    else if (isAlias(value) && !value.resolve(this.document)) this.missingAnchor(value);
    else if (isField(known)) this.settings.push({ key, raw: isEmpty(value) ? emptyAt(place) : this.raw(value!) });
    else this.section(value, known, `${key}.`);
  }

  private raw(written: Node): Raw {
    const node = this.resolved(written);
    if (!isSeq<Node>(node)) return this.single(written);
    // One more than there may be shows that there are too many.
    const items = node.items.slice(0, MOST_ITEMS + 1).map(item => this.single(item));
    return { kind: 'list', items, place: this.place(written) };
  }

  /** A value without those inside it: lists that hold themselves, or multiply by their aliases, end here. */
  private single(written: Node): Raw {
    const place = this.place(written);
    const node = this.resolved(written);
    if (isSeq(node)) return { kind: 'list', items: [], place };
    if (!isScalar(node)) return { kind: 'map', place };
    return { kind: 'scalar', text: String(node.value), plain: node.type === 'PLAIN', place };
  }

  private resolved(node: Node | null): Node | null {
    return isAlias(node) ? (node.resolve(this.document) ?? null) : node;
  }

  private missingAnchor(alias: Alias): void {
    const { source } = alias;
    const what = looksLikeKey(source)
      ? `no &${source} before this *${source}`
      : 'nothing before this alias that it stands for';
    this.report('yaml', `there is ${what}; write the value itself.`, this.place(alias));
  }

  private place(node: Node): Place {
    const [start, end] = node.range!;
    return { file: this.file, range: this.range(start, end) };
  }

  private range(start: number, end: number): Range {
    const from = this.lines.linePos(start);
    const to = this.lines.linePos(end);
    return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  }

  private report(code: ProblemCode, message: string, place: Place, key?: string): void {
    this.problems.push({ code, message, severity: 'error', place, key });
  }
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.type === 'PLAIN' && node.value === '');
}

function emptyAt(place: Place): RawScalar {
  return { kind: 'scalar', text: '', plain: true, place };
}

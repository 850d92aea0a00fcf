import { UserError } from '../../engine/errors.js';
import type { MaskRadii } from '../../protocol/spectrumPage.js';
import { type Entry, entriesOf } from '../configs/entries.js';
import type { Edit } from '../configs/fixes.js';
import { insertion } from '../configs/insertion.js';

/** What stands for "no outer radius", as the paper writes it: it lies outside every image. */
const NO_OUTER_RADIUS = 999;

/**
 * The change of a config's text that makes its mask cut at these radii: a value that is there is replaced, one that is
 * not is added to DATA, and everything else, comments included, stays. Undefined when the text says so already.
 *
 * @param resolved what the config means now, with what it inherits: a key that is right needs no line
 * @throws UserError when DATA is no section that a line can be added to
 */
export function radiusEdit(text: string, resolved: { r1: number; r2: number }, wanted: MaskRadii): Edit | undefined {
  let changed = text;
  const r2 = wanted.r2 ?? Math.max(resolved.r2, NO_OUTER_RADIUS);
  if (resolved.r2 !== r2) changed = withValue(changed, 'MASK_RADIUS2', r2);
  // Last, because a missing line is added on top: r1 then stands above r2.
  if (resolved.r1 !== wanted.r1) changed = withValue(changed, 'MASK_RADIUS1', wanted.r1);
  return changed === text ? undefined : difference(text, changed);
}

function withValue(text: string, name: string, value: number): string {
  const entries = entriesOf(text);
  const entry = entries.findLast(({ key }) => key === `DATA.${name}`);
  const edit = entry ? replacement(text, entry, value) : addition(text, entries, `${name}: ${value}`);
  return text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
}

function replacement(text: string, { nameSpan, valueSpan }: Entry, value: number): Edit {
  if (valueSpan) return { span: valueSpan, text: String(value) };
  const colon = text.indexOf(':', nameSpan.end) + 1;
  return { span: { start: colon, end: colon }, text: ` ${value}` };
}

function addition(text: string, entries: Entry[], line: string): Edit {
  const edit = insertion(text, entries, 'DATA', line) ?? intoBraces(text, entries, line);
  if (!edit) {
    throw new UserError(`DATA is not a section of lines in this config: write ${line} where its values come from.`);
  }
  return edit;
}

/** `DATA: { A: 1 }` is added to in front of its first key. */
function intoBraces(text: string, entries: Entry[], line: string): Edit | undefined {
  const start = entries.find(({ key }) => key === 'DATA')?.valueSpan?.start;
  if (start === undefined || text[start] !== '{') return undefined;
  const isEmpty = !entries.some(({ key }) => key.startsWith('DATA.'));
  return { span: { start: start + 1, end: start + 1 }, text: isEmpty ? line : `${line}, ` };
}

/** One edit that makes the one text of the other: what both begin and end with is left alone. */
function difference(before: string, after: string): Edit {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { span: { start, end: before.length - end }, text: after.slice(start, after.length - end) };
}

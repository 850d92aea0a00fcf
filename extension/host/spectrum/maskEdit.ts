import { maskBand } from '../../engine/config/maskBand.js';
import type { Config } from '../../engine/config/schema.js';
import { written } from '../../engine/config/written.js';
import { UserError } from '../../engine/errors.js';
import type { MaskSettings } from '../../protocol/spectrumPage.js';
import { type Entry, entriesOf } from '../configs/text/entries.js';
import type { Edit } from '../configs/text/insertion.js';
import { insertion } from '../configs/text/insertion.js';

/** What stands for "no outer radius", as the paper writes it: it lies outside every image. */
const NO_OUTER_RADIUS = 999;

/** Decimals of a written share of the image size. */
const DECIMALS = 1e6;

/**
 * The change of a config's text that makes its mask cut so: a value that is there is replaced, one that is not is added
 * to DATA, and everything else, comments included, stays. Undefined when the text says so already. Radii are written to
 * the keys that the config uses: as bins, or as shares of the image size.
 *
 * @param data what the config means now, with what it inherits: a key that is right needs no line
 * @throws UserError when DATA is no section that a line can be added to, or another key has the last word
 */
export function maskEdit(text: string, data: Config['DATA'], wanted: MaskSettings): Edit | undefined {
  let changed = text;
  // The last one that is added stands on top.
  for (const [name, value] of changes(data, wanted).reverse()) changed = withValue(changed, name, value);
  return changed === text ? undefined : difference(text, changed);
}

/** The keys whose values are to be others, in the order in which they are to be read. */
function changes(data: Config['DATA'], wanted: MaskSettings): [name: string, value: string][] {
  const { IMG_SIZE: size } = data;
  const own = maskBand({ DATA: data });
  const found: [string, string][] = [];
  if (own.r1 !== wanted.r1) {
    if (data.MASK_RADII !== '') {
      throw new UserError(
        'The radius comes from the file that DATA.MASK_RADII names: take that key out of the config, and write the radius then.',
      );
    }
    found.push(
      data.MASK_FRACTION1 === null ? ['MASK_RADIUS1', `${wanted.r1}`] : ['MASK_FRACTION1', share(wanted.r1, size)],
    );
  }
  found.push(...outerChanges(data, own.r2, wanted.r2));
  if (own.shape !== wanted.shape) found.push(['MASK_SHAPE', wanted.shape]);
  if (wanted.shape !== 'circle' && own.areaMatched !== wanted.areaMatched) {
    found.push(['MASK_AREA_MATCHED', written(wanted.areaMatched)]);
  }
  return found;
}

function outerChanges(data: Config['DATA'], own: number, wanted: number | null): [name: string, value: string][] {
  if (wanted !== null) {
    if (own === wanted) return [];
    return [
      data.MASK_FRACTION2 === null ? ['MASK_RADIUS2', `${wanted}`] : ['MASK_FRACTION2', share(wanted, data.IMG_SIZE)],
    ];
  }
  const found: [string, string][] = [];
  if (data.MASK_FRACTION2 !== null) found.push(['MASK_FRACTION2', written(null)]);
  if (data.MASK_RADIUS2 < NO_OUTER_RADIUS) found.push(['MASK_RADIUS2', `${NO_OUTER_RADIUS}`]);
  return found;
}

/** Rounded down: the mask is that of the whole radius, which a share above it would widen by the coefficients on its line. */
function share(radius: number, size: number): string {
  return String(Math.floor((radius / size) * DECIMALS) / DECIMALS);
}

function withValue(text: string, name: string, value: string): string {
  const entries = entriesOf(text);
  const entry = entries.findLast(({ key }) => key === `DATA.${name}`);
  const edit = entry ? replacement(text, entry, value) : addition(text, entries, `${name}: ${value}`);
  return text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
}

function replacement(text: string, { nameSpan, valueSpan }: Entry, value: string): Edit {
  if (valueSpan) return { span: valueSpan, text: value };
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

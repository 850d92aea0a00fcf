/**
 * Tells the config files of this extension from all other YAML by their text alone, on every key stroke: without parsing,
 * so that a text which is no valid YAML at the moment does not lose its squiggles, and without loading the schema.
 */

/** The sections and keys of which a config has two or more; no other format in use has two and little else. */
const MARKS = ['BASE', 'DATA', 'MODEL', 'TRAIN'];

/** What else stands at the top level of a config. */
const OTHERS = [
  ...['AUG', 'TEST', 'AMP_OPT_LEVEL', 'OUTPUT', 'TAG', 'SAVE_FREQ', 'PRINT_FREQ', 'SEED', 'DETERMINISTIC', 'EVAL_MODE'],
  ...['THROUGHPUT_MODE', 'LOCAL_RANK', 'PRETRAINED', 'KEEP_LAST', 'KEEP_EVERY', 'SAMPLES', 'PROBE'],
];

/** Keys inside a section that only a config has: one of them makes up for a second mark. */
const OWN_KEY =
  /^[ \t]+(FILTER_TYPE|SAMPLE_RATIO|MASK_(RADIUS[12]|FRACTION[12]|RADII|SHAPE|AREA_MATCHED)|RECOVER_TARGET_TYPE|FREQ_LOSS)[ \t]*:/m;

/** A BASE that names YAML files does so, too: a variation of another config may hold nothing but TAG besides. */
const BASE_FILES = /^BASE[ \t]*:[ \t]*(\[.*|(#.*)?\r?\n\s*-.*)\.ya?ml/m;

/** Characters of a text that are looked at: configs are short, and other YAML can be very long. */
export const HEAD_LENGTH = 20_000;

/** Whether a file is named as only configs are. */
export function hasConfigName(fileName: string): boolean {
  return /\.mfm\.ya?ml$/i.test(fileName);
}

/**
 * Whether a YAML text is a config of this extension. A misspelt section (TRIAN) counts as what it was meant to be beside
 * one that is right, so that a typing mistake cannot take away the help against it.
 *
 * @param text the text, or its first `HEAD_LENGTH` characters
 */
export function isConfigText(text: string, fileName: string): boolean {
  if (hasConfigName(fileName)) return true;
  const head = text.slice(0, HEAD_LENGTH);
  const keys = topLevelKeys(head);
  const marks = keys.filter(key => MARKS.includes(key)).length;
  if (marks === 0) return false;
  const meant = keys.filter(key => MARKS.some(mark => isNear(key, mark))).length;
  const known = keys.filter(key => OTHERS.includes(key)).length + meant;
  // Other programs that have DATA, MODEL and TRAIN as well have many keys that mean nothing here.
  if (known * 2 < keys.length) return false;
  return meant >= 2 || OWN_KEY.test(head) || BASE_FILES.test(head);
}

function topLevelKeys(text: string): string[] {
  const found = text.matchAll(/^\uFEFF?(["']?)([A-Za-z_]\w*)\1[ \t]*:(?=\s|$)/gm);
  return [...new Set(Array.from(found, match => match[2]!))];
}

/** Whether the word is the mark, or one letter (inserted, left out, changed, or swapped with its neighbour) away. */
function isNear(word: string, mark: string): boolean {
  if (word === mark) return true;
  if (Math.abs(word.length - mark.length) > 1) return false;
  let start = 0;
  while (start < mark.length && word[start] === mark[start]) start++;
  const [a, b] = [word.slice(start), mark.slice(start)];
  if (a.length !== b.length) return a.slice(1) === b || a === b.slice(1);
  const isSwapped = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return a.slice(1) === b.slice(1) || isSwapped;
}

import type { Draw } from './mutate.js';

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  2,
  7,
  255,
  65_536,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 53,
  2 ** 63,
  1e20,
  1.7e308,
  -1.7e308,
  5e-324,
];
const TEXTS = [
  ...['', ' ', '\0', '\n', '__proto__', 'constructor', 'toString', '../../x', '/dev/zero', '<script>x</script>'],
  ...['\u001b[2J\u001b]0;x\u0007', 'NaN', 'null', 'True', '1e999', '\ud800', '\u202e', 'x'.repeat(300), '.', '..', '-'],
];

/** Any plain value. */
export function anyJson(draw: Draw, depth = 0): unknown {
  const kind = draw(depth > 3 ? 6 : 9);
  if (kind === 0) return null;
  if (kind === 1) return draw(2) === 0;
  if (kind <= 3) return pick(draw, NUMBERS);
  if (kind <= 5) return pick(draw, TEXTS);
  const values = Array.from({ length: draw(5) }, () => anyJson(draw, depth + 1));
  return kind === 6 ? values : object(values.map(value => [pick(draw, TEXTS), value]));
}

/** A copy of plain data in which about one of `rarity` parts is changed, taken out, repeated or put under another name. */
export function mutatedJson(value: unknown, draw: Draw, rarity = 16): unknown {
  const hit = (share = 1) => draw(rarity * share) === 0;
  if (hit()) return anyJson(draw);
  if (typeof value === 'number' && hit()) return pick(draw, NUMBERS);
  if (typeof value === 'string' && hit()) return pick(draw, TEXTS);
  if (Array.isArray(value)) {
    return value.flatMap(item => Array.from({ length: copies(hit) }, () => mutatedJson(item, draw, rarity)));
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(() => !hit());
  const entries = kept.map(([key, item]): [string, unknown] => [
    hit(2) ? pick(draw, TEXTS) : key,
    mutatedJson(item, draw, rarity),
  ]);
  return object(hit() ? [...entries, [pick(draw, TEXTS), anyJson(draw)]] : entries);
}

function copies(hit: () => boolean): number {
  return hit() ? 0 : hit() ? 2 : 1;
}

function pick<T>(draw: Draw, list: readonly T[]): T {
  return list[draw(list.length)]!;
}

/** With `__proto__` as a key like any other, as JSON.parse makes it. */
function object(entries: [string, unknown][]): object {
  return JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`);
}

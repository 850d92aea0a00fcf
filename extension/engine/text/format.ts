/** '3.2 GB', in powers of 1000 as file managers count. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = count > 0 ? Math.min(units.length - 1, Math.floor(Math.log10(count) / 3)) : 0;
  const value = count / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toPrecision(2)} ${units[power]}`;
}

/** '2 h 05 min', '3 min 20 s', '12 s'. */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  if (s >= 3600) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
  return s >= 60 ? `${Math.floor(s / 60)} min ${two(s % 60)} s` : `${s} s`;
}

/** Of an estimate, no finer than it deserves: '40 s', '14 min', '5 h', '12 days'. */
export function roughly(seconds: number): string {
  if (seconds < 90) return `${10 * Math.max(1, Math.round(seconds / 10))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}

/** Whole numbers in groups of three with narrow spaces that do not break: 22 050 304. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** '1 image', '3 images'. */
export function counted(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Four significant digits; in exponent form where that is shorter to read. */
export function significant(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5
    ? String(Number(value.toPrecision(4)))
    : Number(value.toPrecision(3)).toExponential().replace('e+', 'e');
}

/** '12.34 %' of a share in [0, 1]; small ones with more digits. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.001 ? 4 : 2)} %`;
}

/** '21.4 M', '86 k', '512'. */
export function abbreviated(n: number): string {
  if (n >= 999_500) return `${(n / 1e6).toPrecision(3)} M`;
  return n >= 1000 ? `${(n / 1000).toPrecision(3)} k` : String(n);
}

/** An ISO 8601 time as '2026-03-01 14:05 UTC'; other text unchanged. */
export function dateTime(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d.*Z$/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso;
}

/** A command line that a POSIX shell reads as these words. */
export function shellCommand(words: readonly string[]): string {
  return words.map(word => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

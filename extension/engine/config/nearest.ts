/** Characters of a word that is compared: twice what the longest known name has. */
const LONGEST = 64;

/**
 * The known name that was most probably meant, or undefined when none is near. Names are dotted keys or plain words;
 * letter case does not count, and a right last part under a wrong section is nearly right.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = name.toUpperCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(lastPart(name).length / 3)) + 1;
  for (const candidate of known) {
    const word = candidate.toUpperCase();
    const ofLast = editDistance(lastPart(wanted), lastPart(word));
    // Of a short last part, changes may leave nothing.
    const elsewhere = ofLast < lastPart(word).length ? 1 + ofLast : Infinity;
    const cost = Math.min(editDistance(wanted, word), elsewhere);
    if (cost >= least) continue;
    least = cost;
    best = candidate;
  }
  return best;
}

/** Insertions, deletions and substitutions of single letters that turn `a` into `b` (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

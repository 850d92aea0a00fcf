/**
 * Compares names as people count: 'fish2' before 'fish10'. Runs of digits compare by value, all else by character code,
 * so that the order is the same on every machine and in every locale. Names that differ only in leading zeros follow
 * their plain order.
 */
export function naturalOrder(a: string, b: string): number {
  const left = a.match(PARTS) ?? [];
  const right = b.match(PARTS) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = compareParts(left[i]!, right[i]!);
    if (difference !== 0) return difference;
  }
  return left.length - right.length || plainOrder(a, b);
}

const PARTS = /\d+|\D+/g;

function compareParts(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return plainOrder(a, b);
  const x = a.replace(/^0+/, '');
  const y = b.replace(/^0+/, '');
  return x.length - y.length || plainOrder(x, y);
}

function plainOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/*
 * Points on a square plane, `[images, 2]`: x to the right, y downwards, both from 0 to `plane.width`.
 */

/** The plane that panes show, large enough that none has more pixels. */
export const plane = { width: 4096, height: 4096 } as const;

const MARGIN = 0.04;

/** Points in the middle of the plane, as large as they fit, on one scale along both axes; y upwards before. */
export function laidOut(points: Float32Array): Float32Array {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const [i, value] of points.entries()) {
    low[i % 2] = Math.min(low[i % 2]!, value);
    high[i % 2] = Math.max(high[i % 2]!, value);
  }
  const range = Math.max(high[0]! - low[0]!, high[1]! - low[1]!);
  const scale = range > 0 ? ((1 - 2 * MARGIN) * plane.width) / range : 0;
  return points.map((value, i) => {
    const fromMiddle = scale * (value - (low[i % 2]! + high[i % 2]!) / 2);
    return plane.width / 2 + (i % 2 === 0 ? fromMiddle : -fromMiddle);
  });
}

/** The point nearest to (x, y) that is no farther than `within`. */
export function nearestPoint(points: Float32Array, x: number, y: number, within: number): number | undefined {
  let [nearest, least]: [number | undefined, number] = [undefined, within];
  for (let i = 0; i < points.length / 2; i++) {
    const distance = Math.hypot(points[2 * i]! - x, points[2 * i + 1]! - y);
    if (distance <= least) [nearest, least] = [i, distance];
  }
  return nearest;
}

/** The nearest point in a direction, at most 45 degrees off it; none where there is none. */
export function pointTowards(points: Float32Array, from: number, dx: number, dy: number): number | undefined {
  let [nearest, least]: [number | undefined, number] = [undefined, Infinity];
  for (let i = 0; i < points.length / 2; i++) {
    const [x, y] = [points[2 * i]! - points[2 * from]!, points[2 * i + 1]! - points[2 * from + 1]!];
    const [along, across] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
    const distance = Math.hypot(x, y);
    if (along > 0 && across <= along && distance < least) [nearest, least] = [i, distance];
  }
  return nearest;
}

/** The points inside a line that is closed from its end to its start, by the even-odd rule. */
export function inside(points: Float32Array, line: readonly (readonly [x: number, y: number])[]): number[] {
  const found: number[] = [];
  for (let i = 0; i < points.length / 2; i++) {
    const [x, y] = [points[2 * i]!, points[2 * i + 1]!];
    let isInside = false;
    for (const [j, [ax, ay]] of line.entries()) {
      const [bx, by] = line[(j + line.length - 1) % line.length]!;
      if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) isInside = !isInside;
    }
    if (isInside) found.push(i);
  }
  return found;
}

/** Points at which squares of this side do not overlap: each in its turn, where those before it have left room. */
export function withRoom(points: Float32Array, side: number): number[] {
  const taken = new Map<string, number>();
  const cell = (value: number) => Math.floor(value / side);
  const isFree = (x: number, y: number) => {
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        const other = taken.get(`${cell(x) + dx} ${cell(y) + dy}`);
        if (other === undefined) continue;
        if (Math.abs(points[2 * other]! - x) < side && Math.abs(points[2 * other + 1]! - y) < side) return false;
      }
    }
    return true;
  };
  for (let i = 0; i < points.length / 2; i++) {
    const [x, y] = [points[2 * i]!, points[2 * i + 1]!];
    if (isFree(x, y)) taken.set(`${cell(x)} ${cell(y)}`, i);
  }
  return [...taken.values()];
}

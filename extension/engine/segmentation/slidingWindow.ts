import type { Grid } from '../input/grid.js';

/** Windows overlap by a third: from one to the next it is 2/3 of their side. */
const STRIDE = 2 / 3;

/** Where a window begins, in pixels. */
export interface Corner {
  top: number;
  left: number;
}

/**
 * The square windows that cover an image none of whose sides is shorter than theirs; the last of a row or column ends with it.
 *
 * @param size of the image, `[height, width]`
 */
export function windowsOver([height, width]: Grid, side: number): Corner[] {
  const lefts = starts(width, side);
  return starts(height, side).flatMap(top => lefts.map(left => ({ top, left })));
}

function starts(length: number, side: number): number[] {
  const stride = Math.max(1, Math.floor(side * STRIDE));
  const count = Math.ceil((length - side) / stride) + 1;
  return Array.from({ length: count }, (_, i) => Math.min(i * stride, length - side));
}

/** The logits of an image, put together of those of its windows: where windows overlap, their mean. */
export class LogitCanvas {
  private readonly sums: Float32Array;
  private readonly counts: Uint16Array;

  /** @param size of the image, `[height, width]` */
  constructor(
    private readonly size: Grid,
    private readonly classes: number,
  ) {
    this.sums = new Float32Array(size[0] * size[1] * classes);
    this.counts = new Uint16Array(size[0] * size[1]);
  }

  /** @param logits `[side, side, classes]` */
  add(logits: Float32Array, { top, left }: Corner, side: number): void {
    const { classes } = this;
    for (let y = 0; y < side; y++) {
      const to = (top + y) * this.size[1] + left;
      for (let x = 0; x < side; x++) this.counts[to + x]!++;
      for (let i = 0; i < side * classes; i++) this.sums[to * classes + i]! += logits[y * side * classes + i]!;
    }
  }

  /**
   * The class of every pixel of the image at another size: the largest of the logits there, which are interpolated bilinearly.
   *
   * @returns `[height, width]`
   */
  classesAt(height: number, width: number): Uint8Array {
    const rows = neighbours(this.size[0], height);
    const columns = neighbours(this.size[1], width);
    const chosen = new Uint8Array(height * width);
    const logits = new Float32Array(this.classes);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        logits.fill(0);
        for (const [row, down] of rows[y]!) {
          for (const [column, across] of columns[x]!) this.collect(logits, row * this.size[1] + column, down * across);
        }
        chosen[y * width + x] = largest(logits);
      }
    }
    return chosen;
  }

  private collect(logits: Float32Array, pixel: number, weight: number): void {
    if (weight === 0) return;
    const share = weight / this.counts[pixel]!;
    for (let c = 0; c < logits.length; c++) logits[c]! += share * this.sums[pixel * logits.length + c]!;
  }
}

type Neighbour = readonly [index: number, weight: number];

/** For each pixel of an axis the two of another that it lies between, as squares. */
function neighbours(from: number, to: number): (readonly [Neighbour, Neighbour])[] {
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const first = Math.min(from - 1, Math.floor(centre));
    const second = Math.min(from - 1, first + 1);
    const beyond = centre - first;
    return [
      [first, 1 - beyond],
      [second, beyond],
    ] as const;
  });
}

/** The index of the largest value, the first of equal ones. */
function largest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

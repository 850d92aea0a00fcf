import type { Block, Part } from './parts.js';

/** A part in its place, in units of the drawing. */
export interface Box {
  part: Part;
  x: number;
  y: number;
}

/** An arrow along these points, to the last one. */
export type Line = [x: number, y: number][];

/** Where two ways are added. */
export interface Sum {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
  sums: Sum[];
}

/** Of a box, and between two of them. */
export const boxSize = { width: 156, height: 92 };
export const sumRadius = 9;
const gap = 26;
const rowGap = 34;
/** Room for the outlines of what stands at the edge, and for those of a stack behind its box. */
const margin = 8;
const step = boxSize.width + gap;

/** Parts one after the other, in as many rows as `available` makes necessary; each row begins at the left. */
export function flowLayout(parts: readonly Part[], available: number): Layout {
  const columns = Math.max(1, Math.min(parts.length, Math.floor((available - 2 * margin + gap) / step)));
  const rowHeight = boxSize.height + rowGap;
  const boxes = parts.map((part, i) => ({
    part,
    x: margin + (i % columns) * step,
    y: margin + Math.floor(i / columns) * rowHeight,
  }));
  const lines = boxes.slice(1).map((box, i) => connection(boxes[i]!, box));
  const rows = Math.ceil(parts.length / columns);
  return {
    width: 2 * margin + columns * step - gap,
    height: 2 * margin + rows * rowHeight - rowGap,
    boxes,
    lines,
    sums: [],
  };
}

/** To the right within a row; from the end of one to the beginning of the next by the room between them. */
function connection(from: Box, to: Box): Line {
  const middle = boxSize.height / 2;
  if (to.y === from.y) {
    return line([from.x + boxSize.width, from.y + middle], [to.x, to.y + middle]);
  }
  const across = from.y + boxSize.height + rowGap / 2;
  const [start, end] = [from.x + boxSize.width / 2, to.x + boxSize.width / 2];
  return line([start, from.y + boxSize.height], [start, across], [end, across], [end, to.y]);
}

/**
 * A transformer block: a row for each residual branch. What goes into a branch also goes around it, above, to the sum at
 * its end, and from there to the next branch.
 */
export function blockLayout({ branches }: Block): Layout {
  const layout: Layout = { width: 0, height: 0, boxes: [], lines: [], sums: [] };
  const around = 24;
  const rowHeight = around + boxSize.height + rowGap;
  const entry = margin + 14;
  let before: Sum | undefined;
  for (const [row, { parts }] of branches.entries()) {
    const top = margin + row * rowHeight + around;
    const middle = top + boxSize.height / 2;
    const boxes = parts.map((part, i) => ({ part, x: entry + gap + i * step, y: top }));
    const sum = { x: boxes.at(-1)!.x + boxSize.width + gap + sumRadius, y: middle };
    if (before) {
      const across = middle - boxSize.height / 2 - around - rowGap / 2;
      layout.lines.push(
        line(
          [before.x, before.y + sumRadius],
          [before.x, across],
          [margin, across],
          [margin, middle],
          [boxes[0]!.x, middle],
        ),
      );
    } else layout.lines.push(line([margin, middle], [boxes[0]!.x, middle]));
    const above = top - around / 2;
    layout.lines.push(
      ...boxes.slice(1).map((box, i) => connection(boxes[i]!, box)),
      line([boxes.at(-1)!.x + boxSize.width, middle], [sum.x - sumRadius, middle]),
      line([entry, middle], [entry, above], [sum.x, above], [sum.x, middle - sumRadius]),
    );
    layout.boxes.push(...boxes);
    layout.sums.push(sum);
    layout.width = Math.max(layout.width, sum.x + sumRadius + gap + margin);
    before = sum;
  }
  if (before) layout.lines.push(line([before.x + sumRadius, before.y], [before.x + sumRadius + gap, before.y]));
  layout.height = 2 * margin + branches.length * rowHeight - rowGap;
  return layout;
}

function line(...points: Line): Line {
  return points;
}

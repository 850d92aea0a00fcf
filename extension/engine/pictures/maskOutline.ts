import type { MaskShape } from '../frequency/maskShape.js';

/**
 * The line of a mask around the constant term of a shifted spectrum as an SVG path, in pixels of the spectrum.
 *
 * @param reach along the axes, in bins (see `reachOf`)
 */
export function maskOutline(shape: MaskShape, reach: number, width: number, height: number): string {
  const [cx, cy] = [Math.floor(width / 2) + 0.5, Math.floor(height / 2) + 0.5];
  const r = reach;
  if (shape === 'square') return `M${cx - r} ${cy - r}h${2 * r}v${2 * r}h${-2 * r}z`;
  if (shape === 'rhombus') return `M${cx - r} ${cy}L${cx} ${cy - r}L${cx + r} ${cy}L${cx} ${cy + r}z`;
  return `M${cx - r} ${cy}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0z`;
}

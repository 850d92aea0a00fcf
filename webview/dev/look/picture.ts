/** Side of the stand-in's picture in pixels. */
export const SIZE = 64;

/** A disc before stripes that grow finer to the right, `[3, SIZE, SIZE]` in [0, 1]; `shift` moves the disc. */
export function picture(shift: number): Float32Array {
  const planar = new Float32Array(3 * SIZE * SIZE);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const isDisc = Math.hypot(x - 24 - shift, y - 36) < 14;
      const stripes = 0.5 + 0.35 * Math.sin((x * x) / 40 + y / 6);
      const colour = isDisc ? [0.9, 0.55 + y / 200, 0.2] : [0.2 * stripes, 0.6 * stripes, stripes];
      for (let c = 0; c < 3; c++) planar[(c * SIZE + y) * SIZE + x] = colour[c]!;
    }
  }
  return planar;
}

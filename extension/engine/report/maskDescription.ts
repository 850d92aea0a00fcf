/** What a mask takes from an image, read off the mask itself. */
export interface MaskDescription {
  kind: 'low-pass' | 'high-pass' | 'band-stop' | 'band-pass' | 'nothing removed';
  /** Radii in bins where the mask changes along its row through the constant term. */
  radii: number[];
  sentence: string;
}

/**
 * @param mask `[height, width]`, shifted, 1 = kept
 */
export function describeMask(mask: Float32Array, width: number, height: number): MaskDescription {
  const [cx, cy] = [Math.floor(width / 2), Math.floor(height / 2)];
  const keeps = (distance: number) => mask[cy * width + cx - distance] === 1;
  const radii: number[] = [];
  for (let d = 1; d <= cx; d++) if (keeps(d) !== keeps(d - 1)) radii.push(d);
  const [r1, r2] = radii;
  if (r1 === undefined) return { kind: 'nothing removed', radii, sentence: 'No frequency was removed.' };
  if (r2 === undefined) {
    return keeps(0)
      ? {
          kind: 'low-pass',
          radii,
          sentence: `The model sees less than ${r1} cycles per image and predicts the finer rest.`,
        }
      : {
          kind: 'high-pass',
          radii,
          sentence: `The model sees ${r1} cycles per image and more and predicts the coarser rest.`,
        };
  }
  return keeps(0)
    ? {
        kind: 'band-stop',
        radii,
        sentence: `The model predicts the ring from ${r1} to ${r2} cycles per image and sees the rest.`,
      }
    : {
        kind: 'band-pass',
        radii,
        sentence: `The model sees the ring from ${r1} to ${r2} cycles per image and predicts the rest.`,
      };
}

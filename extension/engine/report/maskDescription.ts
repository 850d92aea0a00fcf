import { type MaskShape, shapedMask } from '../frequency/maskShape.js';

/** What a mask takes from an image, read off the mask itself. */
export interface MaskDescription {
  kind: 'low-pass' | 'high-pass' | 'band-stop' | 'band-pass' | 'nothing removed';
  /** Form of the line between kept and removed. */
  shape: MaskShape;
  /** How far from the constant term the mask changes along its row, in bins. */
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
  const shape = shapeOf(mask, width, height, radii, keeps(0));
  const cut = describeCut(radii, keeps(0));
  const form = shape === 'circle' ? '' : ` The line between them is a ${shape}, measured along its axes.`;
  return { ...cut, shape, radii, sentence: cut.sentence + form };
}

/** What was done to a sample, in sentences: to its pixels, and to its frequencies. */
export function corruptionSentence(
  { input, degradation = 'The image was degraded.' }: { input?: Float32Array; degradation?: string },
  mask: MaskDescription,
): string {
  if (!input) return mask.sentence;
  return mask.radii.length > 0 ? `${degradation} ${mask.sentence}` : degradation;
}

/** The form whose mask this is. A circle's radius need not be whole, so that it is what is left when no other one fits. */
function shapeOf(mask: Float32Array, width: number, height: number, radii: number[], keepsDc: boolean): MaskShape {
  const [r1 = Number.POSITIVE_INFINITY, r2 = Number.POSITIVE_INFINITY] = radii;
  const fits = (shape: MaskShape) =>
    shapedMask(width, height, { shape, r1, r2, areaMatched: false }).every(
      (kept, i) => kept === (keepsDc ? mask[i] : 1 - mask[i]!),
    );
  return (['circle', 'square', 'rhombus'] as const).find(fits) ?? 'circle';
}

function describeCut([r1, r2]: number[], keepsDc: boolean): Pick<MaskDescription, 'kind' | 'sentence'> {
  if (r1 === undefined) return { kind: 'nothing removed', sentence: 'No frequency was removed.' };
  if (r2 === undefined) {
    return keepsDc
      ? { kind: 'low-pass', sentence: `The model sees less than ${r1} cycles per image and predicts the finer rest.` }
      : {
          kind: 'high-pass',
          sentence: `The model sees ${r1} cycles per image and more and predicts the coarser rest.`,
        };
  }
  return keepsDc
    ? {
        kind: 'band-stop',
        sentence: `The model predicts the ring from ${r1} to ${r2} cycles per image and sees the rest.`,
      }
    : {
        kind: 'band-pass',
        sentence: `The model sees the ring from ${r1} to ${r2} cycles per image and predicts the rest.`,
      };
}

import { significant } from '../../extension/engine/text/format.js';
import type { PretextTask } from '../../extension/protocol/degradation.js';
import type { MaskSettings } from '../../extension/protocol/spectrumPage.js';
import { t } from '../host/t.js';

/** The colour of one pixel: bytes as the image has them. */
export function rgbText(rgb: ArrayLike<number>, i: number): string {
  return `RGB ${rgb[3 * i]}, ${rgb[3 * i + 1]}, ${rgb[3 * i + 2]}`;
}

/** The colour of one pixel of a filtered image, `[3, n]`; values outside [0, 1] are what the clamp meets. */
export function planarText(planar: ArrayLike<number>, i: number): string {
  const n = planar.length / 3;
  return `RGB ${[0, 1, 2].map(c => planar[c * n + i]!.toFixed(3)).join(', ')}`;
}

/** What a coefficient stands for: its frequency and how far it is from the constant term. */
export function frequencyText(x: number, y: number, width: number, height: number): string {
  const [u, v] = [x - Math.floor(width / 2), y - Math.floor(height / 2)];
  if (u === 0 && v === 0) return t('constant term (mean)');
  return t('u {0}, v {1} cycles/image, {2} bins from the middle', u, v, Math.hypot(u, v).toFixed(1));
}

/** A radius in all its units: '16 bins = 16 cycles/image = 0.071 cycles/pixel'. */
export function radiusText(radius: number, width: number, height: number): string {
  const [across, down] = [significant(radius / width), significant(radius / height)];
  const perPixel = across === down ? across : t('{0} across, {1} down', across, down);
  return radius === 1
    ? t('1 bin = 1 cycle/image = {0} cycles/pixel', perPixel)
    : t('{0} bins = {0} cycles/image = {1} cycles/pixel', radius, perPixel);
}

/** Tasks by their names in the field; to be translated. */
export const taskNames: Record<PretextTask, string> = {
  mfm: 'mask',
  sr: 'super-resolution',
  deblur: 'blur',
  denoise: 'noise',
};

/** A mask in few words: 'r1 16', 'rhombus of matched area, r1 16, r2 40'. */
export function maskText({ r1, r2, shape, areaMatched }: MaskSettings): string {
  const radii = r2 === null ? `r1 ${significant(r1)}` : `r1 ${significant(r1)}, r2 ${significant(r2)}`;
  if (shape === 'circle') return radii;
  const form = t(shape);
  return areaMatched ? t('{0} of matched area, {1}', form, radii) : `${form}, ${radii}`;
}

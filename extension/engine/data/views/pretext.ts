import type { Config } from '../../config/schema.js';
import { degrades, drawTasks, lossKindOf, lossKindsOf, type Task } from '../../config/tasks.js';
import { degrade } from '../../corruption/degrade.js';
import { toPlanar } from '../image.js';
import { type CropOptions, cropView, drawCrop } from './crop.js';
import type { FieldSpec, View, ViewKind } from './view.js';

/** How a sample of frequency pre-training is made. */
export interface PretextOptions extends Omit<CropOptions, 'size'> {
  /** Side of the square view in pixels. */
  side: number;
  /** Probability of the low-pass mask (DATA.SAMPLE_RATIO). */
  sampleRatio: number;
  /** The pretext tasks; without them the frequency mask alone. */
  tasks?: Config['DATA'];
}

/**
 * A random crop, the choice of mask, and then what the other pretext tasks take, drawn in this order (fact sheet 1.1, 1.2, 1.6,
 * 1.7): `images` as in `cropView`; `degraded`, like `images` but not clipped, is what the encoder sees before any frequency mask,
 * and absent when the mask is the only task; `lowPass`, 1 where the sample keeps the low frequencies, 0 where the high ones;
 * `masked`, 1 where the frequency mask applies; `kind`, 1 at its kind of those whose losses do not compare, where there are several.
 */
export const pretextView: ViewKind<PretextOptions> = {
  fields({ side, tasks }) {
    const pixels = [3, side, side];
    const fields: FieldSpec[] = [{ name: 'images', shape: pixels }];
    if (tasks && degrades(tasks)) fields.push({ name: 'degraded', shape: pixels });
    const kinds = tasks ? lossKindsOf(tasks).length : 0;
    if (kinds > 0) fields.push({ name: 'kind', shape: [kinds] });
    return [...fields, { name: 'lowPass', shape: [] }, { name: 'masked', shape: [] }];
  },

  reduction: ({ side, ...options }) => cropView.reduction!({ ...options, size: [side, side] }),

  make(image, { side, tasks, ...options }, random): View {
    const pixels = drawCrop(image, { ...options, size: [side, side] }, random);
    const isLow = random.bernoulli(options.sampleRatio);
    const lowPass = flag(isLow);
    const images = toPlanar(pixels());
    if (!tasks || !degrades(tasks)) return { images, lowPass, masked: flag(true), ...kindOf(['mfm'], isLow, tasks) };
    const drawn = drawTasks(tasks, random);
    const masked = drawn.includes('mfm');
    const isWhole = masked && drawn.length === 1;
    const degraded = isWhole ? images.slice() : degrade(images, side, drawn, tasks, random);
    return { images, degraded, lowPass, masked: flag(masked), ...kindOf(drawn, isLow, tasks) };
  },
};

function kindOf(drawn: readonly Task[], isLow: boolean, tasks: PretextOptions['tasks']): { kind?: Float32Array } {
  const kinds = tasks ? lossKindsOf(tasks) : [];
  if (kinds.length === 0) return {};
  const kind = new Float32Array(kinds.length);
  kind[lossKindOf(drawn, isLow, kinds)] = 1;
  return { kind };
}

function flag(value: boolean): Float32Array {
  return Float32Array.of(value ? 1 : 0);
}

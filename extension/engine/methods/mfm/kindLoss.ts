import type { MetricSpec } from '../../../protocol/metrics.js';
import type { Config } from '../../config/schema.js';
import { type LossKind, lossKindsOf } from '../../config/tasks.js';
import { spectralLoss } from '../../metrics/recorded.js';

const kinds: Record<LossKind, Pick<MetricSpec, 'id' | 'label' | 'short' | 'note'>> = {
  low: { id: 'lossLow', label: 'Loss, low-pass', short: 'low', note: 'of images that keep their low frequencies' },
  high: { id: 'lossHigh', label: 'Loss, high-pass', short: 'high', note: 'of images that keep their high frequencies' },
  mfm: { id: 'lossMasked', label: 'Loss, masked', short: 'masked', note: 'of images with a mask' },
  sr: { id: 'lossSr', label: 'Loss, super-resolution', short: 'sr', note: 'of images that were made smaller' },
  deblur: { id: 'lossDeblur', label: 'Loss, deblurring', short: 'deblur', note: 'of images that were blurred' },
  denoise: { id: 'lossDenoise', label: 'Loss, denoising', short: 'denoise', note: 'of images with noise' },
};

/** The kinds of images whose losses a config measures by themselves. An averaged spectrum is of all images together. */
export function lossKindsIn({ DATA, MODEL }: Config): LossKind[] {
  return MODEL.FREQ_LOSS.AVE_SPECTRUM ? [] : lossKindsOf(DATA);
}

/** The loss of the images of one kind: the same mean of distances, over these alone. */
export function kindLoss(kind: LossKind): MetricSpec {
  const { tag, ...loss } = spectralLoss;
  return { ...loss, ...kinds[kind], partOf: loss.id, tag: `${tag}_${kind}` };
}

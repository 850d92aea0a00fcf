import { maskBand } from './maskBand.js';
import type { Violation } from './rules.js';
import type { Config } from './schema.js';
import { maskedImages } from './tasks.js';

/** What is wrong between the keys of the frequency mask, where a config has one. */
export function* maskRules(config: Config): Generator<Violation> {
  const { DATA: data } = config;
  const task = data.TASKS.length > 0 ? 'DATA.TASKS' : 'DATA.FILTER_TYPE';
  if (maskedImages(data) === 'none') {
    if (data.MASK_RADII !== '') {
      yield {
        keys: ['DATA.MASK_RADII', task],
        message: `DATA.MASK_RADII needs the task mfm, which ${task} does not name; add it, or leave DATA.MASK_RADII empty.`,
      };
    }
    return;
  }
  const half = data.IMG_SIZE / 2;
  const { r1, r2 } = maskBand(config);
  const [inner, outer] = radiusKeys(data);
  if (data.MASK_RADII !== '' && data.MASK_FRACTION1 !== null) {
    yield {
      keys: ['DATA.MASK_RADII', 'DATA.MASK_FRACTION1'],
      message: 'DATA.MASK_RADII and DATA.MASK_FRACTION1 both set the radius; leave one of them out.',
    };
  }
  if (r1 >= half) {
    yield {
      keys: [inner.key, 'DATA.IMG_SIZE'],
      message:
        `${inner.key} (${inner.value}) must be less than half of DATA.IMG_SIZE (${half}); ` +
        'otherwise low-pass keeps and high-pass removes the whole spectrum.',
    };
  }
  if (r2 <= r1) {
    const inBins = data.MASK_FRACTION1 !== null || data.MASK_FRACTION2 !== null ? `: ${r2} and ${r1} bins` : '';
    yield {
      keys: [outer.key, inner.key],
      message: `${outer.key} (${outer.value}) must be more than ${inner.key} (${inner.value})${inBins}.`,
    };
  }
}

/** The keys that set the two radii. */
function radiusKeys(data: Config['DATA']) {
  const inner =
    data.MASK_FRACTION1 === null
      ? { key: 'DATA.MASK_RADIUS1', value: data.MASK_RADIUS1 }
      : { key: 'DATA.MASK_FRACTION1', value: data.MASK_FRACTION1 };
  const outer =
    data.MASK_FRACTION2 === null
      ? { key: 'DATA.MASK_RADIUS2', value: data.MASK_RADIUS2 }
      : { key: 'DATA.MASK_FRACTION2', value: data.MASK_FRACTION2 };
  return [inner, outer] as const;
}

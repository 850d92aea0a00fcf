import type { Violation } from './rules.js';
import type { Config } from './schema.js';
import { segmentationClasses } from './segmentation.js';

/** Taps of the head `upernet`. */
const TAPS = 4;

/** What is wrong between keys of a config that segments. */
export function* segmentationRules(config: Config): Generator<Violation> {
  const { LAYOUT: layout, TAPS: taps, NAMES: names } = config.SEGMENTATION;
  const classes = segmentationClasses(config);
  if (classes < 2) {
    yield {
      keys: ['SEGMENTATION.CLASSES', 'SEGMENTATION.LAYOUT'],
      message: `SEGMENTATION.CLASSES is ${classes}: set it to the number of classes of the masks in layout '${layout}', at least 2.`,
    };
  }
  if (names.length > 0 && names.length !== classes) {
    yield {
      keys: ['SEGMENTATION.NAMES', 'SEGMENTATION.CLASSES'],
      message: `SEGMENTATION.NAMES has ${names.length} names, and there are ${classes} classes: name each of them, or none.`,
    };
  }
  if (taps.length > 0 && (taps.length !== TAPS || taps.some((tap, i) => i > 0 && tap <= taps[i - 1]!))) {
    yield {
      keys: ['SEGMENTATION.TAPS'],
      message: `SEGMENTATION.TAPS must name ${TAPS} blocks in rising order.`,
    };
  }
}

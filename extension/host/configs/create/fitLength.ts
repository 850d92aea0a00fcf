import { grouped } from '../../../engine/text/format.js';
import { entriesOf } from '../text/entries.js';

/** Photographs that come with the extension, for which the small presets are made. */
const EXAMPLES = 69;

/** What is counted in passes over the images, beside their number. */
const PASSES = ['TRAIN.WARMUP_EPOCHS', 'SAMPLES.FREQ', 'SAVE_FREQ'];

/**
 * The text of a small preset with fewer passes where there are more images than it was made for: as many steps, and so minutes,
 * and at least one pass. A comment says it.
 *
 * @param images how many there are, or at least are
 */
export function fitLength(text: string, images: number): string {
  const entries = entriesOf(text);
  const passesOf = (key: string) => Number(entries.find(entry => entry.key === key)?.text);
  const epochs = passesOf('TRAIN.EPOCHS');
  const fitted = Math.max(1, Math.round((epochs * EXAMPLES) / images));
  if (!(fitted < epochs)) return text;
  const scaled = (key: string) => {
    const passes = Math.round((passesOf(key) * fitted) / epochs);
    // Of a single pass none is for warming up; samples and checkpoints come after every one at the most.
    return key === 'TRAIN.WARMUP_EPOCHS' ? Math.min(passes, fitted - 1) : Math.max(1, passes);
  };
  const wanted = new Map(PASSES.map(key => [key, String(scaled(key))]));
  wanted.set('TRAIN.EPOCHS', `${fitted}  # instead of ${epochs}: ${grouped(images)} images make each longer`);
  // From the end, so that what is before keeps its place.
  for (const { key, valueSpan } of [...entries].reverse()) {
    const value = wanted.get(key);
    if (valueSpan && value !== undefined) text = text.slice(0, valueSpan.start) + value + text.slice(valueSpan.end);
  }
  return text;
}

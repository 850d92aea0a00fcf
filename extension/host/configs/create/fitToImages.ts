import type { Config } from '../../../engine/config/schema.js';
import { grouped } from '../../../engine/text/format.js';
import { entriesOf } from '../text/entries.js';
import { isQuick, type Preset } from './presets.js';

/** Photographs that come with the extension, for which the small presets are made. */
const EXAMPLES = 69;

/** Values for keys of a config, with what a comment behind them says. */
type Changes = Map<string, { value: number; note?: string }>;

/**
 * The text of a preset, fit for images: a small one makes fewer passes over more images than it was made for, so that it takes as
 * many steps, and so minutes; batches, and how many make an update, are no larger than the images allow. Comments say it.
 *
 * @param images how many there are, or at least are
 */
export function fitToImages(preset: Preset, images: number): string {
  const changes: Changes = new Map([
    ...(isQuick(preset) ? fewerPasses(preset.config, images) : []),
    ...smallerBatches(preset.config, images),
  ]);
  let { text } = preset;
  // From the end, so that what is before keeps its place.
  for (const { key, valueSpan, text: old } of entriesOf(text).reverse()) {
    const change = changes.get(key);
    if (!valueSpan || !change) continue;
    const { value, note } = change;
    const rest = text.slice(valueSpan.end);
    // A comment of before is about the value of before.
    const after = note ? rest.replace(/^[^\n]*/, `  # instead of ${old}: ${note}`) : rest;
    text = text.slice(0, valueSpan.start) + value + after;
  }
  return text;
}

function fewerPasses({ TRAIN, SAMPLES, SAVE_FREQ }: Config, images: number): Changes {
  const epochs = Math.max(1, Math.round((TRAIN.EPOCHS * EXAMPLES) / images));
  if (!(epochs < TRAIN.EPOCHS)) return new Map();
  const scaled = (passes: number) => Math.round((passes * epochs) / TRAIN.EPOCHS);
  return new Map([
    ['TRAIN.EPOCHS', { value: epochs, note: `${grouped(images)} images make each longer` }],
    // Of a single pass none is for warming up; samples and checkpoints come after every one at the most.
    ['TRAIN.WARMUP_EPOCHS', { value: Math.min(scaled(TRAIN.WARMUP_EPOCHS), epochs - 1) }],
    ['SAMPLES.FREQ', { value: Math.max(1, scaled(SAMPLES.FREQ)) }],
    ['SAVE_FREQ', { value: Math.max(1, scaled(SAVE_FREQ)) }],
  ]);
}

function smallerBatches({ DATA, TRAIN }: Config, images: number): Changes {
  const trained = Math.floor(images * (1 - DATA.VAL_SPLIT));
  const changes: Changes = new Map();
  // Without images nothing fits; the run says so.
  if (trained < 1) return changes;
  const batch = Math.min(DATA.BATCH_SIZE, 2 ** Math.floor(Math.log2(trained)));
  if (batch < DATA.BATCH_SIZE) changes.set('DATA.BATCH_SIZE', { value: batch, note: ofImages(trained, 'are there') });
  const batches = Math.floor(trained / batch);
  if (batches < TRAIN.ACCUMULATION_STEPS)
    changes.set('TRAIN.ACCUMULATION_STEPS', {
      value: batches,
      note: ofImages(trained, batches === 1 ? 'are one batch' : `are ${batches} batches`),
    });
  return changes;
}

function ofImages(count: number, what: string): string {
  return `${grouped(count)} images ${what}`;
}

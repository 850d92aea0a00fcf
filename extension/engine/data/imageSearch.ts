import type { DecodePool } from './decodePool.js';
import type { Source } from './source.js';
import type { View } from './views/view.js';

/** A view of an entry of a source. */
export interface Sample {
  view: View;
  index: number;
}

/** Where a batch stands: the order of its epoch, and the position of its first image in there. */
export interface BatchPlace {
  order: Uint32Array;
  epoch: number;
  first: number;
}

/** Finds images that can be decoded, and remembers which cannot: none of them is tried twice. */
export class ImageSearch {
  /** Why an entry cannot be decoded, by index. */
  readonly reasons = new Map<number, string>();

  /** @param repeats views of an image that follow each other in an epoch, each another one */
  constructor(
    private readonly source: Source,
    private readonly pool: DecodePool,
    private readonly seed: number,
    private readonly repeats: number,
  ) {}

  /**
   * Takes the images at the positions of a batch, or else the next readable ones of the order. The stream that a view is drawn
   * from also names how far its image was looked for: an image that stands in for another is not seen twice in the same way.
   *
   * @returns the entries that were passed over, each once, in the order of the epoch, and whether every slot has an image
   */
  async fill(
    place: BatchPlace,
    slots: number,
    take: (slot: number, sample: Sample) => void,
  ): Promise<{ isFull: boolean; unreadable: number[] }> {
    const { order } = place;
    const taken = async (slot: number, shift: number) => {
      const sample = await this.sample(place, slot, shift);
      if (sample) take(slot, sample);
      return sample !== undefined;
    };
    const filled = await Promise.all(Array.from({ length: slots }, (_, slot) => taken(slot, 0)));
    const shifts: number[] = [];
    // Others are looked for one after the other, so that a folder that has gone is gone through once.
    for (const [slot, isFilled] of filled.entries()) {
      let shift = 0;
      for (let found = isFilled; !found; found = await taken(slot, shift)) {
        if (++shift >= order.length || this.reasons.size === order.length) {
          return { isFull: false, unreadable: [...order] };
        }
      }
      shifts.push(shift);
    }
    return { isFull: true, unreadable: passedOver(place, shifts) };
  }

  /** The image `shift` places after the one that is due in a slot, if it can be decoded. */
  private async sample({ order, epoch, first }: BatchPlace, slot: number, shift: number): Promise<Sample | undefined> {
    const position = (first + slot + shift) % order.length;
    const index = order[position]!;
    if (this.reasons.has(index)) return undefined;
    const result = await this.pool.run(this.source.entries[index]!, [
      ...[this.seed, epoch, index, shift],
      ...(this.repeats > 1 ? [position % this.repeats] : []),
    ]);
    if ('view' in result) return { view: result.view, index };
    this.reasons.set(index, result.unreadable);
    return undefined;
  }
}

function passedOver({ order, first }: BatchPlace, shifts: readonly number[]): number[] {
  const passed: number[] = [];
  let next = first;
  for (const [slot, shift] of shifts.entries()) {
    next = Math.max(next, first + slot);
    for (; next < first + slot + shift; next++) passed.push(order[next % order.length]!);
  }
  return passed;
}

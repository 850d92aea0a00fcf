import type { MaskShape } from '../../extension/engine/corruption/maskShape.js';
import type { MaskSettings } from '../../extension/protocol/spectrumPage.js';

/** What survives in the image that the network gets. */
export type Survivor = 'low' | 'high' | 'random';

/** Everything that is chosen on the page, and kept for when it comes back. */
export class Settings {
  /** Undefined until an image has said what fits it. */
  r1 = $state<number>();
  r2 = $state<number | null>(null);
  shape = $state<MaskShape>('circle');
  areaMatched = $state(false);
  survivor = $state<Survivor>('low');
  /** The how-manieth random draw is shown. */
  draw = $state(0);
  highPass = $state<'gray' | 'clamped'>('gray');
  wipe = $state(false);
  /** Whether removed frequencies are darkened in the spectrum. */
  shade = $state(false);
  /** Share of a folder's energy that a radius is looked for, in percent. */
  energy = $state(90);
  tab = $state('image');
  /** By name: ids are new with every page. */
  image = $state<string>();
  /** The config's mask when it was last taken over. */
  taken = $state.raw<MaskSettings>();

  /** Takes over what a config says, if it says something new. */
  follow({ r1, r2, shape, areaMatched }: MaskSettings): void {
    const { taken } = this;
    if (taken && isSameMask(taken, { r1, r2, shape, areaMatched })) return;
    this.taken = { r1, r2, shape, areaMatched };
    this.take(this.taken);
  }

  /** Makes the mask this one. */
  take({ r1, r2, shape, areaMatched }: MaskSettings): void {
    this.r1 = r1;
    this.r2 = r2;
    this.shape = shape;
    this.areaMatched = areaMatched;
  }

  get saved(): Record<string, unknown> {
    const { r1, r2, shape, areaMatched, survivor, draw, highPass, wipe, shade, energy, tab, image, taken } = this;
    return { r1, r2, shape, areaMatched, survivor, draw, highPass, wipe, shade, energy, tab, image, taken };
  }

  /** Takes what fits out of what was saved, perhaps by another version of the page. */
  restore(saved: Record<string, unknown>): void {
    const { r1, r2, draw, energy, image, taken } = saved;
    if (isBins(r1)) this.r1 = r1;
    if (isBins(r2) || r2 === null) this.r2 = r2;
    if (typeof draw === 'number') this.draw = draw;
    if (typeof energy === 'number' && energy >= 1 && energy <= 99) this.energy = energy;
    if (typeof image === 'string') this.image = image;
    if (taken) this.taken = taken as MaskSettings;
    this.shape = oneOf(saved['shape'], ['circle', 'square', 'rhombus']) ?? this.shape;
    this.survivor = oneOf(saved['survivor'], ['low', 'high', 'random']) ?? this.survivor;
    this.highPass = oneOf(saved['highPass'], ['gray', 'clamped']) ?? this.highPass;
    this.tab = oneOf(saved['tab'], ['image', 'folder']) ?? this.tab;
    this.areaMatched = saved['areaMatched'] === true;
    this.wipe = saved['wipe'] === true;
    this.shade = saved['shade'] === true;
  }
}

/** Whether two masks are the same; of circles the area says nothing. */
export function isSameMask(a: MaskSettings, b: MaskSettings): boolean {
  const isSameForm = a.shape === b.shape && (a.shape === 'circle' || a.areaMatched === b.areaMatched);
  return isSameForm && a.r1 === b.r1 && a.r2 === b.r2;
}

/** A radius that a config gives as a share of the size need not be whole. */
function isBins(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find(candidate => candidate === value);
}

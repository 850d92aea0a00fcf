import type { MaskShape } from '../../extension/engine/frequency/maskShape.js';
import type { DegradationStrength, PretextTask } from '../../extension/protocol/degradation.js';
import type { ConfigMask, MaskSettings } from '../../extension/protocol/spectrumPage.js';

/** What survives in the image that the network gets. */
export type Survivor = 'low' | 'high' | 'random';

/** What is done to images: one task, or all of a config's chain. */
export type Corruption = PretextTask | 'chain';

/** The tasks behind a choice, in the order in which they are done. */
export function tasksOf(corruption: Corruption, config: ConfigMask | undefined): readonly PretextTask[] {
  if (corruption !== 'chain') return [corruption];
  return config?.tasks ?? ['mfm'];
}

/** Everything that is chosen on the page, and kept for when it comes back. */
export class Settings {
  /** Undefined until an image has said what fits it. */
  r1 = $state<number>();
  r2 = $state<number | null>(null);
  shape = $state<MaskShape>('circle');
  areaMatched = $state(false);
  corruption = $state<Corruption>('mfm');
  /** Of what degrades pixels; undefined = about as the config has it. */
  strength = $state.raw<DegradationStrength>();
  /** Whether it is drawn as in training instead. */
  drawn = $state(false);
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
  /** The same of its tasks. */
  takenTasks = $state.raw<string>();

  /** Takes over what a config says, if it says something new. */
  follow(config: ConfigMask): void {
    this.followTasks(config);
    const { r1, r2, shape, areaMatched } = config;
    const { taken } = this;
    if (taken && isSameMask(taken, { r1, r2, shape, areaMatched })) return;
    this.taken = { r1, r2, shape, areaMatched };
    this.take(this.taken);
  }

  /** Another task in the config is looked at; its chain as such. */
  private followTasks({ tasks, mode }: ConfigMask): void {
    const said = `${mode} ${tasks.join()}`;
    if (this.takenTasks === said) return;
    this.takenTasks = said;
    this.corruption = mode === 'chain' && tasks.length > 1 ? 'chain' : (tasks[0] ?? 'mfm');
  }

  /** Makes the mask this one. */
  take({ r1, r2, shape, areaMatched }: MaskSettings): void {
    this.r1 = r1;
    this.r2 = r2;
    this.shape = shape;
    this.areaMatched = areaMatched;
  }

  get saved(): Record<string, unknown> {
    const { r1, r2, shape, areaMatched, corruption, strength, drawn, survivor, draw, highPass, wipe, shade } = this;
    const { energy, tab, image, taken, takenTasks } = this;
    const mask = { r1, r2, shape, areaMatched, survivor, draw, highPass, wipe, shade };
    return { ...mask, corruption, strength, drawn, energy, tab, image, taken, takenTasks };
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
    if (typeof saved['takenTasks'] === 'string') this.takenTasks = saved['takenTasks'];
    if (isStrength(saved['strength'])) this.strength = saved['strength'];
    this.drawn = saved['drawn'] === true;
    this.corruption = oneOf(saved['corruption'], ['mfm', 'sr', 'deblur', 'denoise', 'chain']) ?? this.corruption;
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

function isStrength(value: unknown): value is DegradationStrength {
  if (typeof value !== 'object' || value === null) return false;
  const strength = value as Record<string, unknown>;
  return ['factor', 'blurSigma', 'blurSize', 'noiseSigma'].every(key => isBins(strength[key]));
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find(candidate => candidate === value);
}

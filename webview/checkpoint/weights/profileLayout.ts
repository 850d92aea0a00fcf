import type { FilterBank } from '../../../extension/protocol/workerApi.js';

/** A tick of an axis: where it is, and what it says. */
export interface Tick {
  at: number;
  label: string;
}

export interface ProfileLayout {
  /** The curve, in units of the drawing from its top left. */
  points: [x: number, y: number][];
  /** Frequencies in cycles/pixel, and powers in decades. */
  across: Tick[];
  up: Tick[];
}

/** Decades below the largest power that are drawn: below, single precision has nothing to say. */
const DECADES = 8;

/** Power over frequency with a logarithmic axis, in a drawing of this size. Powers of 0 lie on the floor. */
export function profileLayout(profile: FilterBank['profile'], width: number, height: number): ProfileLayout {
  const powers = profile.map(({ power }) => power).filter(power => power > 0 && Number.isFinite(power));
  const top = powers.length > 0 ? Math.ceil(Math.log10(Math.max(...powers))) : 0;
  const lowest = powers.length > 0 ? Math.floor(Math.log10(Math.min(...powers))) : -1;
  const bottom = Math.max(top - DECADES, Math.min(top - 1, lowest));
  const end = profile.at(-1)?.cyclesPerPixel || 1;
  const y = (power: number) => {
    const decade = power > 0 ? Math.max(bottom, Math.log10(power)) : bottom;
    return (height * (top - decade)) / (top - bottom);
  };
  const step = Math.ceil((top - bottom) / 5);
  const decades = Array.from({ length: Math.floor((top - bottom) / step) + 1 }, (_, i) => top - i * step);
  return {
    points: profile.map(({ cyclesPerPixel, power }) => [(width * cyclesPerPixel) / end, y(power)]),
    across: Array.from({ length: Math.floor(end * 10 + 1e-9) + 1 }, (_, i) => {
      return { at: (width * i) / 10 / end, label: (i / 10).toFixed(1) };
    }),
    up: decades.map(decade => ({ at: y(10 ** decade), label: `1e${decade}` })),
  };
}

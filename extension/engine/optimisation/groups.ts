import { isDecayed, type Parameters } from '../models/parameters.js';

/** Parameters that are updated alike. */
export interface ParamGroup {
  names: readonly string[];
  /** Whether weight decay applies. */
  decay: boolean;
  /** Share of the peak of the learning rate. Where the rate starts and ends is the same for all (fact sheet 1.13). */
  rateScale: number;
  /** Not learned: it has no gradient and no moments. */
  frozen: boolean;
}

/** The paper's groups: tensors of one axis, biases, and what the model exempts are not decayed (fact sheet 1.12). */
export function decayGroups({ specs }: Pick<Parameters, 'specs'>): ParamGroup[] {
  const group = (decay: boolean): ParamGroup => ({
    names: specs.filter(spec => isDecayed(spec) === decay).map(({ name }) => name),
    decay,
    rateScale: 1,
    frozen: false,
  });
  return [group(true), group(false)];
}

/** The group of every parameter. @throws Error for a parameter that is in none */
export function groupOf(groups: readonly ParamGroup[]): (name: string) => ParamGroup {
  const byName = new Map(groups.flatMap(group => group.names.map(name => [name, group] as const)));
  return name => {
    const group = byName.get(name);
    if (!group) throw new Error(`The parameter ${name} is in no group.`);
    return group;
  };
}

/** The parameters that are learned, in model order. */
export function learned({ specs }: Pick<Parameters, 'specs'>, groups: readonly ParamGroup[]) {
  const of = groupOf(groups);
  return specs.filter(({ name }) => !of(name).frozen);
}

/** The different shares of the peak that groups have. */
export function rateScales(groups: readonly ParamGroup[]): number[] {
  return [...new Set(groups.filter(({ frozen }) => !frozen).map(({ rateScale }) => rateScale))];
}

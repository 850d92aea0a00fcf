import { UserError } from '../errors.js';
import { excerpt } from './excerpt.js';

/** How RandAugment chooses operations and how strong they are (fact sheet 1.13). */
export interface RandAugmentPolicy {
  /** Mean strength, 0 to 10. */
  magnitude: number;
  /** Standard deviation of the strength, which is drawn anew for each operation. */
  deviation: number;
  /** Operations that are drawn for an image. */
  operations: number;
  /** Of an operation that is drawn, to be applied. */
  probability: number;
  /** More strength always changes an image more. */
  increasing: boolean;
}

/** What may stand in a policy: a name with a number. `usual` is timm's, where the policy leaves it out. */
interface Part {
  usual: number;
  min: number;
  max: number;
  whole: boolean;
}

const parts: Record<'m' | 'mstd' | 'n' | 'p' | 'inc', Part> = {
  m: { usual: 10, min: 0, max: 10, whole: false },
  mstd: { usual: 0, min: 0, max: 100, whole: false },
  n: { usual: 2, min: 1, max: 100, whole: true },
  p: { usual: 0.5, min: 0, max: 1, whole: false },
  inc: { usual: 0, min: 0, max: 1, whole: true },
};

/**
 * The policy that a text such as 'rand-m9-mstd0.5-inc1' names, in any order; nothing for 'none'.
 *
 * @param text of AUG.AUTO_AUGMENT
 * @throws UserError when it is no such text
 */
export function parsePolicy(text: string): RandAugmentPolicy | undefined {
  if (text === 'none') return undefined;
  const [kind, ...settings] = text.split('-');
  if (kind !== 'rand') throw problem(text, "is no policy of RandAugment, which starts with 'rand'");
  const values = new Map<string, number>();
  for (const setting of settings) {
    const [, name = '', digits] = /^([a-z]+)(\d+(?:\.\d+)?)$/.exec(setting) ?? [];
    if (!isPart(name)) throw problem(text, `has the part '${excerpt(setting)}', which means nothing`);
    if (values.has(name)) throw problem(text, `sets ${name} twice`);
    const { min, max, whole } = parts[name];
    const value = Number(digits);
    if (value < min || value > max || (whole && !Number.isInteger(value))) {
      throw problem(
        text,
        `sets ${name} to ${excerpt(digits!)}, which must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`,
      );
    }
    values.set(name, value);
  }
  const numberOf = (name: keyof typeof parts) => values.get(name) ?? parts[name].usual;
  return {
    magnitude: numberOf('m'),
    deviation: numberOf('mstd'),
    operations: numberOf('n'),
    probability: numberOf('p'),
    increasing: numberOf('inc') === 1,
  };
}

function isPart(name: string): name is keyof typeof parts {
  return Object.hasOwn(parts, name);
}

function problem(text: string, what: string): UserError {
  return new UserError(`AUG.AUTO_AUGMENT '${excerpt(text)}' ${what}; write it like 'rand-m9-mstd0.5-inc1', or 'none'.`);
}

import type { Random } from '../../random.js';
import type { OperationName } from './operations.js';

/** What an operation is given at a strength from 0 to 1; where it can go two ways, the way is drawn. */
type ArgumentOf = (strength: number, random: Random) => number;

/** Arguments of operations whose effect may fall as the strength grows, and the same where it must not. */
interface Arguments {
  plain: ArgumentOf;
  increasing: ArgumentOf;
}

const none = always(() => 0);
const shear = always((strength, random) => eitherWay(0.3 * strength, random));
const translate = always((strength, random) => eitherWay(0.45 * strength, random));
const enhance: Arguments = {
  plain: strength => 0.1 + 1.8 * strength,
  increasing: (strength, random) => Math.max(0.1, 1 + eitherWay(0.9 * strength, random)),
};

/** timm's tables (fact sheet 1.13). */
const table: Record<OperationName, Arguments> = {
  AutoContrast: none,
  Equalize: none,
  Invert: none,
  Rotate: always((strength, random) => eitherWay(30 * strength, random)),
  Posterize: {
    plain: strength => Math.floor(4 * strength),
    increasing: strength => 4 - Math.floor(4 * strength),
  },
  Solarize: {
    plain: strength => Math.floor(256 * strength),
    increasing: strength => 256 - Math.floor(256 * strength),
  },
  SolarizeAdd: always(strength => Math.floor(110 * strength)),
  Color: enhance,
  Contrast: enhance,
  Brightness: enhance,
  Sharpness: enhance,
  ShearX: shear,
  ShearY: shear,
  TranslateXRel: translate,
  TranslateYRel: translate,
};

/**
 * The argument of an operation (`operations.ts`).
 *
 * @param magnitude from 0 to 10
 * @param increasing more magnitude always changes an image more
 */
export function drawArgument(name: OperationName, magnitude: number, increasing: boolean, random: Random): number {
  return table[name][increasing ? 'increasing' : 'plain'](magnitude / 10, random);
}

function always(argumentOf: ArgumentOf): Arguments {
  return { plain: argumentOf, increasing: argumentOf };
}

function eitherWay(amount: number, random: Random): number {
  return random.bernoulli(0.5) ? -amount : amount;
}

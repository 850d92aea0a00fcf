import { each, type Section } from '../keyTree.js';
import type { Config } from '../schema.js';
import { convnext } from './convnext.js';
import type { EncoderFamily } from './family.js';
import { resnet } from './resnet.js';
import { swin } from './swin.js';
import { vit } from './vit.js';

/** The families of encoders by their MODEL.TYPE; `models/registry.ts` has their networks. */
const families = { swin, vit, resnet, convnext };

export type EncoderType = keyof typeof families;

/** The sections of MODEL: MODEL.VIT holds the keys of the family 'vit'. */
type Sections = { [Type in EncoderType as Uppercase<Type>]: (typeof families)[Type]['keys'] };

/** That of the paper's most configs. */
export const usualEncoder: EncoderType = 'vit';

/** In the order in which they are offered. */
export const encoderTypes = [
  usualEncoder,
  ...(Object.keys(families) as EncoderType[]).filter(type => type !== usualEncoder),
];

/** 'Swin, ViT, ...' */
export const encoderTitles = Object.values(families)
  .map(({ title }) => title)
  .join(', ');

/** Families that have stochastic depth only where they are fine-tuned. */
export const dropPathInFineTuning = encoderTypes.filter(type => !(families[type] as EncoderFamily).dropsPaths);

/** Every family's keys by the name of its section. */
export const encoderSections = Object.fromEntries(
  Object.entries(families).map(([type, { keys }]) => [
    type.toUpperCase(),
    each<Section>({ where: [{ key: 'MODEL.TYPE', is: type }] }, keys),
  ]),
) as unknown as Sections;

/** What each of those sections is about, by its key. */
export const encoderDescriptions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries<EncoderFamily>(families).flatMap(([type, { about, sections = {} }]) => {
    const key = `MODEL.${type.toUpperCase()}`;
    return [[key, about], ...Object.entries(sections).map(([name, text]) => [`${key}.${name}`, text])];
  }),
);

/** The family of a config. */
export function familyOf({ MODEL }: Pick<Config, 'MODEL'>): EncoderFamily {
  return families[MODEL.TYPE];
}

/** The key of the section that holds the sizes of a config's encoder: 'MODEL.VIT'. */
export function sectionKey({ MODEL }: Pick<Config, 'MODEL'>): `MODEL.${Uppercase<EncoderType>}` {
  return `MODEL.${sectionName(MODEL.TYPE)}`;
}

/** Channels of the images that a config's encoder takes. */
export function channelsOf({ MODEL }: Pick<Config, 'MODEL'>): number {
  return MODEL[sectionName(MODEL.TYPE)].IN_CHANS;
}

function sectionName(type: EncoderType): Uppercase<EncoderType> {
  return type.toUpperCase() as Uppercase<EncoderType>;
}

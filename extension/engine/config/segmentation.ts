import type { Config } from './schema.js';

/** How data sets of images and masks lie in folders. */
export const maskLayouts = ['pairs', 'ade20k', 'pets'] as const;
export type MaskLayout = (typeof maskLayouts)[number];

/** How many classes the data sets have whose layout has a name of its own. */
const usualClasses: Partial<Record<MaskLayout, number>> = { ade20k: 150, pets: 3 };

/** How many classes a config segments into; 0 where it does not say. */
export function segmentationClasses({ SEGMENTATION: { CLASSES, LAYOUT } }: Pick<Config, 'SEGMENTATION'>): number {
  return CLASSES || (usualClasses[LAYOUT] ?? 0);
}

/** The names of the classes of data sets whose layout has a name of its own, where they are few. */
const usualNames: Partial<Record<MaskLayout, readonly string[]>> = { pets: ['animal', 'background', 'border'] };

/** What the classes of a config are called, in the order of their numbers: by its names, else by numbers from 0. */
export function classNames(config: Pick<Config, 'SEGMENTATION'>): string[] {
  const { NAMES: names, LAYOUT: layout } = config.SEGMENTATION;
  const known = names.length > 0 ? names : (usualNames[layout] ?? []);
  return Array.from({ length: segmentationClasses(config) }, (_, k) => known[k] ?? `class ${k}`);
}

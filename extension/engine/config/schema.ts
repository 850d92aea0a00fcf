import { augmentationKeys } from './augmentationKeys.js';
import { dataKeys } from './dataKeys.js';
import type { Field, Value } from './field.js';
import { each, isField, type Section } from './keyTree.js';
import { modelKeys } from './modelKeys.js';
import { probeKeys } from './probeKeys.js';
import { fineTuning, segmenting } from './purpose.js';
import { baseKeys, runKeys } from './runKeys.js';
import { segmentationKeys } from './segmentationKeys.js';
import { trainKeys } from './trainKeys.js';

/**
 * Every key of a configuration. The keys of the paper's code keep its defaults; KEEP_LAST, KEEP_EVERY, SAMPLES and
 * some others are this program's own. Types, checks, JSON Schema and editor help all come from here.
 */
export const schema = {
  ...baseKeys,
  DATA: dataKeys,
  MODEL: modelKeys,
  TRAIN: trainKeys,
  AUG: each({ where: [fineTuning] }, augmentationKeys),
  ...runKeys,
  PROBE: probeKeys,
  SEGMENTATION: each({ where: [segmenting] }, segmentationKeys),
};

type Values<N> = N extends Field<infer T> ? T : { -readonly [K in keyof N]: Values<N[K]> };

/** A resolved configuration: nested like the YAML files, every key present. `BASE` is [''], as nothing is left to inherit. */
export type Config = Values<typeof schema>;

/** All keys in the order of the schema, with their dots: 'DATA.BATCH_SIZE'. */
export const fields: ReadonlyMap<string, Field> = new Map(flatten(schema, ''));

/** A new configuration with every key at its default. */
export function defaultConfig(): Config {
  return defaultsOf(schema) as unknown as Config;
}

/** The value of a key such as 'DATA.BATCH_SIZE'. */
export function valueAt(config: Config, key: string): Value {
  return key.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], config) as Value;
}

/** Sets the value of a key such as 'DATA.BATCH_SIZE'; the caller has checked that the value fits. */
export function setValue(config: Config, key: string, value: Value): void {
  const names = key.split('.');
  const last = names.pop()!;
  const section = names.reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], config);
  (section as Record<string, Value>)[last] = value;
}

function flatten(section: Section, prefix: string): [string, Field][] {
  return Object.entries(section).flatMap(([name, node]): [string, Field][] =>
    isField(node) ? [[prefix + name, node]] : flatten(node, `${prefix}${name}.`),
  );
}

function defaultsOf(section: Section): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(section).map(([name, node]) => [
      name,
      isField(node) ? structuredClone(node.default) : defaultsOf(node),
    ]),
  );
}

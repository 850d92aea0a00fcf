import type { PathKind } from '../../../engine/config/field.js';
import { isField, type Section } from '../../../engine/config/keyTree.js';
import { type Config, schema } from '../../../engine/config/schema.js';
import { sectionDescriptions } from '../../../engine/config/sections.js';
import { wanted } from '../../../engine/config/value.js';
import { noEffect, whereText } from '../../../engine/config/where.js';
import { written } from '../../../engine/config/written.js';

/** What is known about a key or a section, in the engine's own words. */
export interface KeyHelp {
  /** With its dots. */
  key: string;
  description: string;
  unit?: string;
  /** Of a key: what it takes, such as 'a whole number of at least 1'. */
  takes?: string;
  /** Of a key: its default as it would be written. */
  default?: string;
  paper?: string;
  /** Of a key that does not count everywhere: where it does, such as "MODEL.TYPE is 'swin'". */
  where?: string;
  /** Why the key changes nothing here. */
  noEffect?: string;
  /** Why no training starts with another value than the default. */
  refusal?: string;
  /** Of a section: the names in it. */
  names?: string[];
}

/**
 * Help on a key such as 'DATA.IMG_SIZE' or a section such as 'DATA'; undefined for others.
 *
 * @param config where it stands
 */
export function keyHelp(key: string, config: Config): KeyHelp | undefined {
  const node = nodeAt(key);
  if (!node) return undefined;
  if (!isField(node)) return { key, description: sectionDescriptions[key] ?? '', names: Object.keys(node) };
  const { description, unit, paper, refusal } = node;
  return {
    ...{ key, description, unit, paper, refusal, takes: wanted(node), default: written(node.default) },
    where: node.where?.length ? whereText(node.where) : undefined,
    noEffect: noEffect(node, config),
  };
}

/** The key's description, or the section; undefined for what does not exist. The empty key is the whole schema. */
export function nodeAt(key: string): Section[string] | undefined {
  let node: Section[string] = schema;
  for (const name of key ? key.split('.') : []) {
    const inner: Section[string] | undefined = !isField(node) && Object.hasOwn(node, name) ? node[name] : undefined;
    if (!inner) return undefined;
    node = inner;
  }
  return node;
}

/** What the path that a key takes leads to, 'config' for BASE; undefined for other keys. */
export function pathKind(key: string): PathKind | 'config' | undefined {
  if (key === 'BASE') return 'config';
  const field = nodeAt(key);
  return field && 'path' in field ? (field.path as PathKind) : undefined;
}

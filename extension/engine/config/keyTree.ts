import type { Field } from './field.js';

/** Keys of one level, by name. */
export interface Section {
  readonly [name: string]: Field | Section;
}

/** Tells a key from a section of keys. */
export function isField(node: Field | Section): node is Field {
  return 'description' in node;
}

/** The keys of a section, with what holds for every one of them: why it is ignored, where it counts beside its own `where`. */
export function each<S extends object>(about: Pick<Field, 'where' | 'ignored'>, section: S): S {
  const made = Object.entries(section as Section).map(([name, node]) => [
    name,
    isField(node) ? { ...node, ...about, where: [...(about.where ?? []), ...(node.where ?? [])] } : each(about, node),
  ]);
  return Object.fromEntries(made) as S;
}

import type { Field } from '../../../config/field.js';
import { isField, type Section } from '../../../config/keyTree.js';
import { type Config, schema } from '../../../config/schema.js';
import { float, type PickleInput } from '../write/pickleInput.js';

/** A config as nested dictionaries of plain data, which need none of the classes that the official code saves. */
export function configEntry(config: Config): PickleInput {
  return sectionEntry(schema, config as unknown as Record<string, unknown>);
}

function sectionEntry(section: Section, values: Record<string, unknown>): PickleInput {
  return new Map(
    Object.entries(section).map(([name, node]) => [
      name,
      isField(node) ? valueEntry(node, values[name]) : sectionEntry(node, values[name] as Record<string, unknown>),
    ]),
  );
}

/** Real numbers stay so where they are whole: 3.0. */
function valueEntry({ item }: Field, value: unknown): PickleInput {
  const one = (x: unknown) => (item.type === 'number' && typeof x === 'number' ? float(x) : (x as PickleInput));
  return Array.isArray(value) ? value.map(one) : one(value);
}

import type { Field, Item } from './field.js';
import { isField, type Section } from './keyTree.js';
import { schema } from './schema.js';
import { sectionDescriptions } from './sections.js';
import { whereText } from './where.js';

/** A JSON Schema (draft-07), as far as this program writes it. */
export interface JsonSchema {
  $schema?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  default?: unknown;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: false;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  pattern?: string;
}

/**
 * The schema of configuration files for YAML editors: completions, hovers, and marks under what does not fit. It takes
 * the spellings `None` and `(0.9, 0.95)`, which are strings to YAML; rules between keys are beyond it.
 */
export function jsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'MFM configuration',
    description: 'Settings of a Masked Frequency Modeling run.',
    ...sectionSchema(schema, ''),
  };
}

function sectionSchema(section: Section, prefix: string): JsonSchema {
  const properties = Object.entries(section).map(([name, node]): [string, JsonSchema] => [
    name,
    isField(node)
      ? fieldSchema(node)
      : {
          description: sectionDescriptions[prefix + name],
          ...sectionSchema(node, `${prefix}${name}.`),
          type: ['object', 'null'],
        },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

function fieldSchema(field: Field): JsonSchema {
  return { description: hover(field), default: field.default, ...typeSchema(field) };
}

function typeSchema({ item, list, nullable }: Field): JsonSchema {
  if (!list && !nullable) return itemSchema(item);
  const forms: JsonSchema[] = [];
  if (list) {
    const { length } = list;
    forms.push({ type: 'array', items: itemSchema(item), minItems: length, maxItems: length });
    forms.push({ type: 'string', pattern: '^(\\(.*\\)|\\[.*\\])$' });
  } else {
    forms.push(itemSchema(item));
  }
  if (nullable) forms.push({ type: 'null' }, { const: 'None' });
  return { anyOf: forms };
}

function itemSchema({ type, choices, min, max, above, below }: Item): JsonSchema {
  if (choices) return { enum: choices };
  return {
    type: type === 'text' ? 'string' : type,
    minimum: min,
    maximum: max,
    exclusiveMinimum: above,
    exclusiveMaximum: below,
  };
}

/** What an editor shows about a key: its meaning, its unit, the paper's value, and where it has an effect. */
export function hover({ description, unit, paper, where, ignored, refusal }: Field): string {
  return [
    description,
    unit && `Unit: ${unit}.`,
    paper && `Paper: ${paper}.`,
    where?.length && `Counts where ${whereText(where)}.`,
    ignored && `No effect here: ${ignored}.`,
    refusal && `Refused when a training starts: ${refusal}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The text of `media/mfm-config.schema.json`. */
export function jsonSchemaText(): string {
  return `${JSON.stringify(jsonSchema(), undefined, 2)}\n`;
}

import type { JsonSchema } from '../../extension/engine/config/jsonSchema.js';

/** Whether a value fits a JSON Schema, for the words that this project's schema uses; throws at any other word. */
export function fits(value: unknown, schema: JsonSchema): boolean {
  return Object.entries(schema).every(([word, rule]) => checks[word]!(value, rule as never, schema));
}

const always = () => true;

const checks: Record<string, (value: unknown, rule: never, schema: JsonSchema) => boolean> = {
  $schema: always,
  title: always,
  description: always,
  default: always,
  type: (value, rule: string | string[]) => [rule].flat().some(type => isOf(type, value)),
  const: (value, rule: unknown) => value === rule,
  enum: (value, rule: unknown[]) => rule.includes(value),
  anyOf: (value, rule: JsonSchema[]) => rule.some(form => fits(value, form)),
  properties: (value, rule: Record<string, JsonSchema>) =>
    !isObject(value) || Object.entries(rule).every(([key, form]) => !(key in value) || fits(value[key], form)),
  additionalProperties: (value, _rule, { properties }) =>
    !isObject(value) || Object.keys(value).every(key => Object.hasOwn(properties!, key)),
  items: (value, rule: JsonSchema) => !Array.isArray(value) || value.every(item => fits(item, rule)),
  minItems: (value, rule: number) => !Array.isArray(value) || value.length >= rule,
  maxItems: (value, rule: number) => !Array.isArray(value) || value.length <= rule,
  minimum: (value, rule: number) => typeof value !== 'number' || value >= rule,
  maximum: (value, rule: number) => typeof value !== 'number' || value <= rule,
  exclusiveMinimum: (value, rule: number) => typeof value !== 'number' || value > rule,
  exclusiveMaximum: (value, rule: number) => typeof value !== 'number' || value < rule,
  pattern: (value, rule: string) => typeof value !== 'string' || new RegExp(rule).test(value),
};

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { Condition, Field, Value, Where } from './field.js';
import { type Config, valueAt } from './schema.js';
import { tasksOf } from './tasks.js';
import { written } from './written.js';

/** Why a key changes nothing in a configuration, to be put after 'KEY has no effect: '; undefined where it counts. */
export function noEffect(field: Field, config: Config): string | undefined {
  if (field.ignored) return field.ignored;
  const missing = field.where?.find(where => !holds(where, config));
  return missing && `it counts where ${whereText([missing])}, and here ${standing(missing, config)}`;
}

/** Where a key counts, to be put after 'where': "MODEL.TYPE is 'swin' and TRAIN.EPOCHS is not 0". */
export function whereText(all: readonly Where[]): string {
  const [last, ...before] = all.map(one).reverse();
  return before.length > 0 ? `${before.reverse().join(', ')} and ${last}` : last!;
}

function one(where: Where): string {
  if ('anyOf' in where) return where.anyOf.map(one).join(' or ');
  if ('task' in where) return `${quoted(where.task)} is a task`;
  if ('has' in where) return `${where.key} has ${where.has.map(quoted).join(' or ')}`;
  if ('isOneOf' in where) return `${where.key} is ${where.isOneOf.map(quoted).join(' or ')}`;
  if ('isNoneOf' in where) return `${where.key} is neither ${where.isNoneOf.map(quoted).join(' nor ')}`;
  return 'is' in where ? `${where.key} is ${quoted(where.is)}` : `${where.key} is not ${quoted(where.isNot)}`;
}

function holds(where: Where, config: Config): boolean {
  if ('anyOf' in where) return where.anyOf.some(condition => holds(condition, config));
  if ('task' in where) return tasksOf(config.DATA).some(task => task === where.task);
  const value = valueAt(config, where.key);
  if ('has' in where) return Array.isArray(value) && value.some(item => where.has.includes(String(item)));
  if ('isOneOf' in where) return where.isOneOf.includes(String(value));
  if ('isNoneOf' in where) return !where.isNoneOf.includes(String(value));
  return 'is' in where ? sameValue(value, where.is) : !sameValue(value, where.isNot);
}

/** What stands in the way: "that is 'vit'". */
function standing(where: Where, config: Config): string {
  if ('anyOf' in where)
    return where.anyOf.map(condition => `${keyOf(condition, config)} is ${there(condition, config)}`).join(' and ');
  return `${'task' in where ? keyOf(where, config) : 'that'} is ${there(where, config)}`;
}

/** The key that a condition is about. */
function keyOf(condition: Condition, { DATA }: Config): string {
  if ('task' in condition) return DATA.TASKS.length > 0 ? 'DATA.TASKS' : 'DATA.FILTER_TYPE';
  return condition.key;
}

function there(condition: Condition, config: Config): string {
  return quoted(valueAt(config, keyOf(condition, config)));
}

/** Whether two values of a key are the same. */
export function sameValue(a: Value, b: Value): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function quoted(value: Value): string {
  return typeof value === 'string' ? `'${value}'` : written(value);
}

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Field, integer } from '../../extension/engine/config/field.js';
import { fields } from '../../extension/engine/config/schema.js';
import { root } from '../support/root.js';

/**
 * The code that a setting can have an effect on: not the host, which only shows it, and not what defines keys and holds
 * them against each other. Without comments and without texts, which name keys and read nothing.
 */
const source = readdirSync(`${root}extension`, { recursive: true, encoding: 'utf8' })
  .map(name => name.replaceAll('\\', '/'))
  .filter(
    name => /^(engine|tensorflow|worker|cli)\/.*\.ts$/.test(name) && !/\/config\/\w*([kK]eys|[rR]ules)\.ts$/.test(name),
  )
  .map(name => readFileSync(`${root}extension/${name}`, 'utf8'))
  .join('\n')
  .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|'[^'\n]*'/gm, ' ');

/** By the last part of its name: `train.BASE_LR`, or taken apart, as in `({ PRETRAINED: file }: Config)`. */
function isRead(key: string): boolean {
  const name = key.split('.').at(-1)!;
  return new RegExp(`\\.${name}\\b|\\{[^{};]*\\b${name}\\b[^{};]*\\}(: \\w| = )`).test(source);
}

/**
 * Keys that neither have an effect nor say why not, and those that say they have none and have. What trainings refuse may
 * have an effect elsewhere.
 */
function silent(keys: ReadonlyMap<string, Field>): string[] {
  return [...keys]
    .filter(([key, { ignored, refusal }]) => !refusal && isRead(key) === Boolean(ignored))
    .map(([key]) => key);
}

test('every key of the schema is read by the program, or says why it is not', () => {
  // It is followed while a file is read, and nothing is left of it.
  assert.deepEqual(silent(fields), ['BASE']);
});

test('a key that nothing reads is found, and one whose excuse has run out', () => {
  const more = new Map<string, Field>([
    ['TRAIN.MADE_UP', integer(1, { description: 'Nothing reads it.' })],
    ['TRAIN.ALSO_MADE_UP', integer(1, { description: 'Nothing reads it.', ignored: 'it is made up' })],
    ['TRAIN.BASE_LR', integer(1, { description: 'The schedule reads it.', ignored: 'it is made up' })],
  ]);
  assert.deepEqual(silent(more), ['TRAIN.MADE_UP', 'TRAIN.BASE_LR']);
});

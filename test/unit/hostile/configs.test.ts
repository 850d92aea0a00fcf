import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { analyseConfig, validateConfig } from '../../../extension/engine/config/check.js';
import { loadConfig } from '../../../extension/engine/config/load.js';
import { type Override, parseConfig } from '../../../extension/engine/config/parse.js';
import { plainYaml } from '../../../extension/engine/config/plainYaml.js';
import { fields } from '../../../extension/engine/config/schema.js';
import { toYaml } from '../../../extension/engine/config/write.js';
import { UserError } from '../../../extension/engine/errors.js';
import { isConfigText } from '../../../extension/host/configs/documents/isConfig.js';
import { entriesOf, entryAt } from '../../../extension/host/configs/text/entries.js';
import { anyBytes, type Draw } from '../../support/mutate.js';
import { survive } from '../../support/survive.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';

const names = [
  ...new Set([...fields.keys()].flatMap(key => key.split('.'))),
  ...[
    '__proto__',
    'constructor',
    'toString',
    '<<',
    '?',
    '',
    '0',
    'TRIAN',
    'data',
    'DATA.BATCH_SIZE',
    '!!binary',
    '\u202e',
  ],
];
const scalars = [
  ...[
    '0',
    '-1',
    '16',
    '1e309',
    '1e-400',
    '9007199254740993',
    '0x10',
    '1_000',
    '.5',
    '.inf',
    'NaN',
    'None',
    '~',
    'True',
  ],
  ...[
    "'x'",
    '"\\x41"',
    '"\\q"',
    "'a",
    '"b',
    '[1, 2]',
    '(0.9, 0.95)',
    '[',
    ']',
    '{',
    '}',
    '[[1], {a: b}]',
    '{a: 1}',
    '|\n  x',
  ],
  ...[
    '>-\n x',
    '!!js/function "x"',
    '!local x',
    '!!set {a}',
    '*a',
    '&a 1',
    '&a [*a]',
    '&a {b: *a}',
    '*missing',
    '# c',
    '\t1',
  ],
  ...[
    '- 1',
    'vit',
    'swin',
    'mfm',
    'a: b: c',
    '%TAG',
    '---',
    '...',
    '\0',
    '\ufeff',
    '\u2028',
    'é😀',
    '../../x',
    '/dev/null',
  ],
  ...[
    'c.yaml',
    "['b.yaml']",
    "['c.yaml']",
    "['/dev/zero']",
    '@x',
    '`x',
    ', ',
    'x'.repeat(2000),
    '1'.repeat(400),
    '\u001b[31m',
  ],
];
/** Valid until some of its bytes are changed. */
const usual = `DATA:
  IMG_SIZE: 32
  MASK_RADIUS1: 3
MODEL:
  TYPE: vit
  VIT: {PATCH_SIZE: 4, EMBED_DIM: 16, DEPTH: 2, NUM_HEADS: 4, INIT_VALUES: None}
TRAIN: &train
  EPOCHS: 30
  OPTIMIZER:
    BETAS: (0.9, 0.95)
TAG: 'first'
`;

/** Keys at places where they belong and where they do not, with values of every kind. */
function anyLines(draw: Draw, indent = ''): string {
  const line = (): string => {
    const name = pick(draw, names);
    const anchor = draw(16) === 0 ? '&a ' : '';
    if (indent.length < 8 && draw(3) === 0) return `${indent}${name}: ${anchor}\n${anyLines(draw, `${indent}  `)}`;
    return `${indent}${name}:${draw(30) === 0 ? '' : ' '}${anchor}${pick(draw, scalars)}\n`;
  };
  return Array.from({ length: 1 + draw(5) }, line).join('');
}

function anyText(draw: Draw): string {
  const kind = draw(4);
  if (kind === 0) return anyLines(draw);
  if (kind === 3) return usual.replace(/\d+/g, number => (draw(12) === 0 ? String(2 ** draw(10)) : number));
  const text = kind === 1 ? usual + anyLines(draw) : usual;
  return anyBytes(Buffer.from(text), draw).toString();
}

function anyOverride(draw: Draw): Override {
  return [pick(draw, [...fields.keys(), 'DATA', '__proto__', 'constructor.x', '']), pick(draw, scalars)];
}

test('any text is a config, or refused in one sentence; the editor has something to say about each', async t => {
  const dir = await temporaryFolder(t);
  const [file, base] = ['c.yaml', 'b.yaml'].map(name => join(dir, name)) as [string, string];
  await survive(t, 500, async draw => {
    const text = anyText(draw);
    await writeFile(file, text);
    await writeFile(base, draw(3) === 0 ? 'BASE: [c.yaml]\n' : anyText(draw));
    isConfigText(text, file);
    entryAt(entriesOf(text), draw(text.length + 1));
    const { diagnostics } = analyseConfig(text, file);
    const overrides = draw(3) === 0 ? [anyOverride(draw)] : [];
    if (draw(4) === 0) plainYaml(text, file);
    const config = await loadConfig(file, overrides);
    validateConfig(config);
    const again = parseConfig(toYaml(config), file);
    if (!isDeepStrictEqual(again, config)) throw new Error(`does not come back: ${toYaml(config)}`);
    if (overrides.length === 0 && diagnostics.some(({ severity }) => severity === 'error')) {
      throw new Error(`the editor refuses what can be loaded: ${text}`);
    }
    if (Object.keys(Object.prototype).length > 0) throw new Error('something was put into every object');
  });
});

test('a broken config in a checkpoint is one sentence that names the file', async t => {
  await survive(t, 125, draw => {
    try {
      plainYaml(anyText(draw), 'a.safetensors');
    } catch (error) {
      if (error instanceof UserError && !error.message.startsWith('a.safetensors ')) throw new Error(error.message);
      throw error;
    }
  });
});

function pick<T>(draw: Draw, list: readonly T[]): T {
  return list[draw(list.length)]!;
}

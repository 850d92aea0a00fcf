import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pickledConfig } from '../../../extension/engine/checkpoint/fileConfig.js';
import type { PickleValue } from '../../../extension/engine/checkpoint/pytorch/pickleValue.js';
import { analyseConfig, checkConfig } from '../../../extension/engine/config/check.js';
import { loadConfig } from '../../../extension/engine/config/load.js';
import { nearest } from '../../../extension/engine/config/nearest.js';
import { assemble, parseConfig } from '../../../extension/engine/config/parse.js';
import { toYaml } from '../../../extension/engine/config/write.js';
import { cursorAt } from '../../../extension/host/configs/completion/cursor.js';
import { isConfigFile } from '../../../extension/host/configs/documents/fileHead.js';
import { entriesOf } from '../../../extension/host/configs/text/entries.js';
import { removal } from '../../../extension/host/configs/text/lines.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';

const times = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('');
const nines = (value: string) => `[${Array(9).fill(value).join()}]`;

/** What is small to write and large to build, and why it is refused: counted while it is read, before anything is built. */
const bombs: [name: string, text: string, why: RegExp][] = [
  ['nested lists', `DATA: ${'['.repeat(100_000)}`, /nests more than 32 levels deep/],
  ['nested lines', times(5000, i => `${' '.repeat(i % 200)}a:\n`), /nests more than 32 levels deep|characters/],
  ['dashes', '- '.repeat(60_000), /nests more than 32 levels deep/],
  ['question marks', '? '.repeat(60_000), /nests more than 32 levels deep/],
  ['ten megabytes of dashes', '- '.repeat(5_000_000), /more than 131072 characters/],
  ['spaces', ' '.repeat(200_000), /more than 131072 characters/],
  ['line breaks', '\n'.repeat(100_000), /more than 10000 words and signs/],
  ['unknown keys', times(10_000, i => `K_${i}: 1\n`), /more than 10000 words and signs/],
  ['one key again and again', 'SEED: 1\n'.repeat(10_000), /more than 10000 words and signs/],
  ['wrong escapes', `TAG: "${'\\q'.repeat(2000)}"\n`.repeat(20), /more than 10000 words and signs/],
  ['aliases', `DATA: {BLUR: {KERNEL_SIZE: [&a 7, ${Array(1000).fill('*a').join(', ')}]}}`, /more than 100 aliases/],
  ['a long key', `? ${'x'.repeat(100_000)}\n: 1\n`, /a value of more than 4096 characters/],
  ['a long value', `MODEL: {TYPE: '${'x'.repeat(100_000)}'}`, /a value of more than 4096 characters/],
  ['a long number', `TRAIN: {EPOCHS: ${'1'.repeat(100_000)}}`, /a value of more than 4096 characters/],
];

for (const [name, text, why] of bombs) {
  test(`a config of too much is refused in one sentence before it is built: ${name}`, () => {
    const [found, ...others] = checkConfig(text, 'a.yaml');
    assert.deepEqual(others, []);
    assert.match(found!.message, /^this is too much for a configuration: it .+; take out what it does not need\.$/);
    assert.match(found!.message, why);
    assert.deepEqual(entriesOf(text), []);
  });
}

test('aliases that multiply are no more than what is written', () => {
  const laughs = times(9, i => `x${i + 1}: &x${i + 1} ${nines(`*x${i}`)}\n`);
  const outside = `x0: &x0 ${nines('7')}\n${laughs}DATA: {BLUR: {KERNEL_SIZE: *x9}}\n`;
  assert.match(checkConfig(outside, 'a.yaml').at(-1)!.message, /KERNEL_SIZE must be .*, not \[(\[\], ){8}\[\]\]\.$/);
  const inside = `&x0 ${nines('7')}, ${Array.from({ length: 8 }, (_, i) => `&x${i + 1} ${nines(`*x${i}`)}`).join(', ')}`;
  assert.match(
    checkConfig(`DATA: {BLUR: {KERNEL_SIZE: [${inside}]}}`, 'a.yaml')[0]!.message,
    /, not \[(\[\], ){8}\[\]\]\.$/,
  );
});

test('an anchor that holds itself is a wrong value or an unknown key', () => {
  assert.match(checkConfig('DATA: {BLUR: {KERNEL_SIZE: &a [*a]}}', 'a.yaml')[0]!.message, /, not \[\[\]\]\.$/);
  assert.match(checkConfig('DATA: &a\n  BLUR: *a\n', 'a.yaml')[0]!.message, /^DATA\.BLUR\.BLUR is not a known key/);
});

test('a hundred unknown keys are reported, and long names are compared with none', () => {
  assert.equal(
    checkConfig(
      times(1000, i => `K_${i}: 1\n`),
      'a.yaml',
    ).length,
    100,
  );
  assert.equal(nearest(`DATA.${'X'.repeat(100)}`, { [Symbol.iterator]: () => assert.fail('compared') }), undefined);
});

test('lists have an end', () => {
  const sizes = Array(200).fill('7').join();
  for (const list of [`[${sizes}]`, `(${sizes})`]) {
    const [found] = checkConfig(`DATA:\n  BLUR:\n    KERNEL_SIZE: ${list}\n`, 'a.yaml');
    assert.equal(found!.message, 'DATA.BLUR.KERNEL_SIZE must have at most 100 values; leave some out.');
  }
});

test('a config that is as large as its keys allow comes back', () => {
  const list = (value: string) => `[${Array(100).fill(value).join()}]`;
  const config = parseConfig(
    `DATA: {BLUR: {KERNEL_SIZE: ${list('7')}, KERNEL_LIST: ${list('iso')}, KERNEL_PROB: ${list('0.123456789')}}}
TRAIN: {LR_SCHEDULER: {MULTISTEPS: ${list('3')}}}
OUTPUT: /${'x'.repeat(4000)}`,
    'a.yaml',
  );
  assert.deepEqual(parseConfig(toYaml(config), 'a.yaml'), config);
});

test('BASE leads to sixteen files at most, however they name each other', () => {
  for (const names of [Array(10).fill('b.yaml').join(), 'b.yaml']) {
    let [reads, depth] = [0, 0];
    const { problems } = assemble(`BASE: [${names}]`, '/a.yaml', {
      readBase: () => {
        reads++;
        return `BASE: [${Array(10).fill(`${depth++}.yaml`).join()}]`;
      },
    });
    assert.equal(reads, 16);
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['BASE leads to more than 16 files; name each of them once.'],
    );
  }
});

test('a BASE of itself by a link comes to an end', async t => {
  const dir = await temporaryFolder(t);
  await symlink('.', join(dir, 'l'));
  await writeFile(join(dir, 'c.yaml'), 'BASE: [l/c.yaml]\n');
  await assert.rejects(loadConfig(join(dir, 'c.yaml')), /BASE leads to more than 16 files/);
});

test('pipes and devices are no configs', { skip: process.platform === 'win32' }, async t => {
  const dir = await temporaryFolder(t);
  const pipe = join(dir, 'pipe.yaml');
  execFileSync('mkfifo', [pipe]);
  for (const special of [pipe, '/dev/zero']) {
    await assert.rejects(loadConfig(special), { name: 'UserError', message: /is a pipe or a device, not a file/ });
    const [found] = checkConfig(`BASE: [${special}]`, join(dir, 'a.yaml'));
    assert.match(found!.message, /^BASE: .* is a pipe or a device, not a file; [^\n]+\.$/);
  }
  assert.equal(await isConfigFile(pipe), false);
});

test('a file that is no config is not repeated in messages', async t => {
  const secret = 'xK9-secret';
  for (const text of [
    `root:${secret}:0:0:root:/root:/bin/bash\ndaemon:*:1:1:${secret}\n`,
    `user ${secret}: yes\n`,
    `${secret} ${secret}\n`,
    `- ${secret}\n`,
    `? [${secret}]\n: 1\n`,
    `a: !${secret} 1\n`,
    `%${secret} 1\n---\na: 1\n`,
    `a: | ${secret}\n`,
    `}${secret}\n`,
    `TAG: *${secret}@x\n`,
    `a: "\\${secret}"\n`,
    `a: b: ${secret}\n`,
    `${secret}${'x'.repeat(60)}: 1\n`,
  ]) {
    const messages = await messagesAbout(t, text);
    assert.ok(messages.length > 0, text);
    for (const message of messages) assert.doesNotMatch(message, /secret/, text);
  }
});

/** What is said about a file that BASE names. */
async function messagesAbout(t: TestContext, text: string): Promise<string[]> {
  const dir = await temporaryFolder(t);
  await writeFile(join(dir, 'passwd'), text);
  return analyseConfig('BASE: [passwd]', join(dir, 'a.yaml')).diagnostics.map(({ message }) => message);
}

test('names that become folders stay below the output', () => {
  for (const name of ['../../..', 'a/../../b', '..', '/etc', 'a\\..\\b', 'C:/x', 'a\nb', 'a\0b', 'x'.repeat(256)]) {
    for (const key of ['TAG', 'MODEL.NAME'] as const) {
      assert.throws(() => parseConfig('', 'a.yaml', { overrides: [[key, name]] }), {
        name: 'UserError',
        message: /^override: (TAG|MODEL\.NAME) must name a folder below the output, [^\n]+\.$/,
      });
    }
  }
  for (const name of ['default', 'vit/first', '..x', 'a b', 'é', '']) {
    assert.equal(parseConfig('', 'a.yaml', { overrides: [['TAG', name]] }).TAG, name);
  }
});

test('a config in a pickle that holds itself, or values of any length, is refused by the name of its file', () => {
  const endless: PickleValue[] = [7];
  endless.push(endless);
  const config = (section: string, key: string, value: PickleValue) =>
    new Map<PickleValue, PickleValue>([
      ['MODEL', new Map()],
      [section, new Map([[key, value]])],
    ]);
  for (const [section, key, value] of [
    ['DATA', 'IMG_SIZE', endless],
    ['DATA', 'IMG_SIZE', { kind: 'object', name: 'x', args: [] }],
    ['DATA', 'IMG_SIZE', 2n ** 100_000n],
    ['DATA', 'DATASET', 'x'.repeat(1_000_000)],
    ['TRAIN', 'LR_SCHEDULER', new Map([['MULTISTEPS', Array(1_000_000).fill(1)]])],
    ['TRAIN', 'LR_SCHEDULER', new Map([['MULTISTEPS', endless]])],
  ] as [string, string, PickleValue][]) {
    assert.throws(() => pickledConfig(config(section, key, value), 'a.pth'), {
      name: 'UserError',
      message: /^a\.pth[^\n]{1,300}\.$/,
    });
  }
});

test('lines that nobody writes by hand are not completed, and spaces are passed over once', () => {
  const line = `DATA: {${'a'.repeat(5000)}`;
  assert.equal(cursorAt(line, line.length), undefined);
  const text = `DATA: {IMG_SIZE: 32 ,${' '.repeat(4000)}TAG: x}`;
  const [, , entry] = entriesOf(text);
  assert.deepEqual(removal(text, entry!), { start: 'DATA: {IMG_SIZE: 32'.length, end: text.length - 1 });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mfm, start } from './mfm.js';

const commands = [
  'setup',
  'doctor',
  'pretrain',
  'finetune',
  'train',
  'segment',
  'evaluate',
  'robustness',
  'explain',
  'spectrum',
  'radii',
  'reconstruct',
  'segments',
  'attention',
  'features',
  'knn',
  'map',
  'neighbours',
  'probe',
  'inspect',
  'convert',
  'runs',
  'report',
];

test('help lists every command', async () => {
  const { code, stdout, stderr } = await mfm('--help');
  assert.equal(code, 0);
  assert.equal(stderr, '');
  for (const command of commands) assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
});

for (const command of commands) {
  test(`${command} --help explains itself with examples`, async () => {
    const { code, stdout, stderr } = await mfm(command, '--help');
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.match(stdout, new RegExp(`^Usage: mfm ${command} `));
    assert.match(stdout, new RegExp(`Examples:\n  mfm ${command}`));
  });
}

test('--version is a version', async () => {
  assert.match((await mfm('--version')).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('no command prints the help and fails', async () => {
  const { code, stderr } = await mfm();
  assert.equal(code, 2);
  assert.match(stderr, /^Usage: mfm/);
});

for (const [args, expected] of [
  [['pretain'], /unknown command 'pretain' \(Did you mean pretrain\?\)/],
  [['pretrain'], /missing required argument 'config'/],
  [['pretrain', 'x.yaml', '--max-steps', '0'], /--max-steps.*whole number of at least 1/],
  [['pretrain', 'x.yaml', '--backend', 'cuda'], /Allowed choices are tensorflow, wasm/],
  [['radii', 'x', '--energy', '1.5'], /--energy.*between 0 and 1/],
  [['radii', 'x', '--size', '2'], /--size.*from 4 to 4096/],
  [['spectrum', 'x.jpg', '--radius', '9:3'], /R2 must be greater than R1/],
  [['reconstruct', 'x.jpg', '--checkpoint', 'x', '--mask', 'middle'], /Allowed choices are low, high/],
  [['features', 'x', '--checkpoint', 'x', '--pool', 'max'], /Allowed choices are mean, class, tokens/],
  [['features', 'x', '--checkpoint', 'x', '--layer', 'all'], /--layer.*from 1, or last/],
  [['attention', 'x.jpg'], /--checkpoint.* not specified/],
  [['attention', 'x.jpg', '--checkpoint', 'x', '--query', '3'], /--query.*ROW,COLUMN/],
  [['attention', 'x.jpg', '--checkpoint', 'x', '--layer', '0'], /--layer.*from 1/],
] as const) {
  test(`wrong usage is one sentence: mfm ${args.join(' ')}`, async () => {
    const { code, stdout, stderr } = await mfm(...args);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^mfm: [^\n]+\n$/);
    assert.match(stderr, expected);
  });
}

test('a reader that goes away is no error', async () => {
  const { child, ended } = start('pretrain', '--help');
  child.stdout!.destroy();
  const { code, stderr } = await ended;
  assert.equal(code, 0);
  assert.equal(stderr, '');
});

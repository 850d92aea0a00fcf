import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaves } from '../../extension/engine/checkpoint/pytorch/leaves.js';
import { readPickle } from '../../extension/engine/checkpoint/pytorch/pickle.js';
import { PickleError, type PickleValue } from '../../extension/engine/checkpoint/pytorch/pickleValue.js';
import { TorchVocabulary } from '../../extension/engine/checkpoint/pytorch/torchVocabulary.js';
import { call, code, type Pickled, pickle } from '../support/torchFile.js';

const read = (bytes: Uint8Array): PickleValue => readPickle(bytes, new TorchVocabulary()).value;
const value = (what: Pickled): PickleValue => read(pickle(what));

/** For `assert.throws`: the file's fault, found by the reader and not by accident. */
const refused = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof PickleError, String(error));
  assert.match(error.message, pattern);
  return true;
};

test('plain data of every protocol', () => {
  // pickle.dumps({'a': [1, -2, 2.5, True, None], 'b': (1, 'x', b'y'), 'c': 2**70}, n)
  const zero =
    '(dp0\nVa\np1\n(lp2\nI1\naI-2\naF2.5\naI01\naNasVb\np3\n(I1\nVx\np4\nc_codecs\nencode\np5\n' +
    '(Vy\np6\nVlatin1\np7\ntp8\nRp9\ntp10\nsVc\np11\nL1180591620717411303424L\ns.';
  const four =
    '8004953e000000000000007d94288c0161945d94284b014afeffffff474004000000000000884e658c0162944b' +
    '018c0178944301799487948c0163948a09000000000000000040752e';
  const plain = ['a', [1, -2, 2.5, true, null]];
  const old = read(Buffer.from(zero, 'latin1')) as Map<string, PickleValue>;
  assert.deepEqual([...old][0], plain);
  assert.equal(old.get('c'), 2n ** 70n);
  const recent = read(Buffer.from(four, 'hex')) as Map<string, PickleValue>;
  assert.deepEqual([...recent][0], plain);
  assert.deepEqual(recent.get('b'), [1, 'x', Buffer.from('y')]);
  assert.equal(recent.get('c'), 2n ** 70n);
});

test('calls become records, whatever they name', () => {
  assert.deepEqual(value(call('os\nsystem', 'touch /tmp/pwned')), {
    kind: 'object',
    name: 'os.system',
    args: ['touch /tmp/pwned'],
  });
  for (const name of ['builtins\neval', '__builtin__\nexec', 'constructor\n__proto__', 'process\nexit']) {
    assert.deepEqual(value(call(name, '1')), { kind: 'object', name: name.replace('\n', '.'), args: ['1'] });
  }
  // The result of a call is called again, given a state, and filled.
  const chained = code(call('builtins\ngetattr', 'x').code, pickle([]).subarray(2, -1), 'R', '}b', 'NNs');
  assert.deepEqual(value(chained), {
    kind: 'object',
    name: 'unknown',
    args: [],
    state: new Map(),
    items: new Map([[null, null]]),
  });
  assert.deepEqual(value(new Map([['__proto__', 1]])), new Map([['__proto__', 1]]));
});

test('dictionaries under other names: ordered, yacs, argparse', () => {
  assert.deepEqual(value(code(call('collections\nOrderedDict').code, 'K\x01K\x02s')), new Map([[1, 2]]));
  const node = code('cyacs.config\nCfgNode\n)\x81', 'X\x05\0\0\0EPOCHK\x03s', '}b');
  const args = code('cargparse\nNamespace\n)\x81', '}X\x02\0\0\0lrK\x07sb');
  const found = leaves(
    value(
      new Map([
        ['config', node],
        ['args', args],
      ]) as Pickled,
    ),
  );
  assert.deepEqual(found, [
    { path: 'config.EPOCH', value: 3 },
    { path: 'args.lr', value: 7 },
  ]);
});

test('what is no pickle is refused', () => {
  const cases: [Buffer, RegExp][] = [
    [Buffer.from(''), /ends too early/],
    [pickle(['a', 1]).subarray(0, -3), /ends too early/],
    [Buffer.from('.'), /takes what is not there/],
    [Buffer.from('t.'), /a mark that is not there/],
    [Buffer.from('h\x05.'), /a value that is not there/],
    [Buffer.from('(NNNd.'), /a key without a value/],
    [Buffer.from('Na.'), /takes what is not there/],
    [Buffer.from('NNa.'), /appends to what is no list/],
    [Buffer.from('NNNs.'), /no dictionary/],
    [Buffer.from('NNR.'), /arguments that are none/],
    [Buffer.from('NN\x93.', 'latin1'), /a name that is none/],
    [Buffer.from('NQ.'), /an unknown place/],
    [Buffer.from('\x82\x01.', 'latin1'), /unknown instruction, 0x82/],
    [Buffer.from(`L${'9'.repeat(1000)}\n.`), /an integer that is none/],
    [Buffer.concat([Buffer.of(0x8b, 0xff, 0xff, 0xff, 0x7f), Buffer.alloc(100)]), /integer of 2147483647 bytes/],
    [Buffer.from('X\xff\xff\xff\xff.', 'latin1'), /ends too early/],
    [Buffer.from(`\x8e${'\xff'.repeat(8)}.`, 'latin1'), /ends too early/],
  ];
  for (const [bytes, pattern] of cases)
    assert.throws(() => read(bytes), refused(pattern), String(bytes.subarray(0, 20)));
});

test('endless pickles, copies and nesting end', () => {
  assert.throws(() => read(Buffer.alloc(600_000, 'N')), refused(/more than 500000 instructions/));
  const pairs = Array.from({ length: 2000 }, (_, i) => [i, i]);
  const copies = code(
    '(',
    pickle(pairs).subarray(2, -1),
    'q\x01',
    'ccollections\nOrderedDict\nh\x01\x85R'.repeat(600),
    't',
  );
  assert.throws(() => value(copies), refused(/copies more than/));
  assert.throws(() => leaves(value(code(']'.repeat(150), 'a'.repeat(149)))), refused(/nested more than 100 levels/));
});

test('what contains itself is followed once; what is shared a thousand times over is refused', () => {
  const loop = value(code('}q\x01X\x04\0\0\0selfh\x01sX\x01\0\0\0nK\x05s'));
  assert.deepEqual(leaves(loop), [{ path: 'n', value: 5 }]);
  // Each list holds the one before it ten times: 10^30 paths.
  const laughs = code(']K\x01aN', '0', ...Array.from({ length: 30 }, () => `q\x01](${'h\x01'.repeat(10)}e`));
  assert.throws(() => leaves(value(laughs)), refused(/too many values/));
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { toFloat32 } from '../../../extension/engine/checkpoint/tensorData.js';
import { openTensorFile } from '../../../extension/engine/checkpoint/tensorFile.js';
import { withoutPython } from '../../support/python.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import {
  call,
  code,
  floats,
  type Pickled,
  pickle,
  tensor,
  torchLegacy,
  torchZip,
  tuple,
} from '../../support/torchFile.js';
import { write } from '../dataFixtures.js';

const six = floats(1, 2, 3, 4, 5, 6);
const weights = tensor({ count: 6, shape: [2, 3], strides: [3, 1] });
const bytesOf = (value: Pickled) => pickle(value).subarray(2, -1);

/** Ways in which a pickle makes Python call something; each would make a file called `marker`. */
const attacks: Record<string, (marker: string) => Pickled> = {
  'os.system by REDUCE': marker => call('os\nsystem', `touch ${marker}`),
  'posix.system by REDUCE': marker => call('posix\nsystem', `touch ${marker}`),
  'eval by REDUCE': marker => call('builtins\neval', `open('${marker}', 'w')`),
  'exec by REDUCE': marker => call('builtins\nexec', `open('${marker}', 'w')`),
  'exec by its old name': marker => call('__builtin__\nexec', `open('${marker}', 'w')`),
  'subprocess.Popen by NEWOBJ': marker => code('csubprocess\nPopen\n', bytesOf(tuple(['touch', marker])), '\x81'),
  'subprocess.Popen by NEWOBJ_EX': marker =>
    code('csubprocess\nPopen\n)', bytesOf(new Map<Pickled, Pickled>([['args', ['touch', marker]]])), '\x92'),
  'os.system by INST': marker => code('(', bytesOf(`touch ${marker}`), 'ios\nsystem\n'),
  'os.system by OBJ': marker => code('(cos\nsystem\n', bytesOf(`touch ${marker}`), 'o'),
  'a name from the stack': marker =>
    code(bytesOf('os'), bytesOf('system'), '\x93', bytesOf(tuple(`touch ${marker}`)), 'R'),
  'a state that calls, by BUILD': marker =>
    code(
      'ccollections\nOrderedDict\n)R',
      bytesOf(tuple(null, new Map<Pickled, Pickled>([['x', call('os\nsystem', `touch ${marker}`)]]))),
      'b',
    ),
  'a function got by getattr': marker =>
    code(
      bytesOf(call('builtins\ngetattr', call('importlib\nimport_module', 'os'), 'system')),
      bytesOf(tuple(`touch ${marker}`)),
      'R',
    ),
};

for (const [name, attack] of Object.entries(attacks)) {
  test(`nothing is run: ${name}`, async t => {
    const folder = await temporaryFolder(t);
    const marker = join(folder, 'marker');
    const value = new Map<Pickled, Pickled>([
      ['w', weights],
      ['gift', attack(marker)],
    ]);
    for (const [file, bytes] of [
      ['zip.pth', torchZip(value, { 0: six })],
      ['legacy.pth', torchLegacy(value, { 0: { count: 6, bytes: six } })],
    ] as const) {
      await write(join(folder, file), bytes);
      const opened = await openTensorFile(join(folder, file));
      assert.deepEqual([...toFloat32(await opened.read('w'))], [1, 2, 3, 4, 5, 6]);
    }
    assert.ok(!existsSync(marker));
  });
}

test('the attacks are real: Python falls for them', { skip: await withoutPython('pickle') }, async t => {
  const folder = await temporaryFolder(t);
  const marker = join(folder, 'marker');
  // What is made without __init__ runs nothing; it is what a careless reader would.
  const harmless = /NEWOBJ/;
  const python = process.env['MFM_PYTHON'] ?? 'python3';
  for (const [name, attack] of Object.entries(attacks)) {
    if (harmless.test(name)) continue;
    const file = join(folder, 'a.pkl');
    await write(file, pickle(attack(marker)));
    await promisify(execFile)(python, ['-c', 'import pickle, sys; pickle.load(open(sys.argv[1], "rb"))', file]).catch(
      () => undefined,
    );
    assert.ok(existsSync(marker), name);
    await rm(marker);
  }
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { openTensorFile } from '../../extension/engine/checkpoint/tensorFile.js';
import { runPython, withoutPython } from '../support/python.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

/** Saves tensors of every kind in both formats, and prints their values as single precision. */
const program = `
import json, sys, torch
base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 7
tensors = {
  'half': base.half(), 'bfloat16': base.bfloat16(), 'double': base.double(),
  'long': torch.tensor([[-3, 2**40], [5, 0]]), 'int': torch.tensor([1, -2], dtype=torch.int32), 'byte': torch.tensor([0, 255], dtype=torch.uint8),
  'bool': torch.tensor([True, False, True]), 'scalar': torch.tensor(2.5), 'empty': torch.zeros(0, 3),
  'whole': base, 'transposed': base.t(), 'row': base[2], 'column': base[:, 1], 'strided': base[::2, ::3], 'expanded': base[:, :1].expand(4, 5),
  'parameter': torch.nn.Parameter(base[1:3]),
}
torch.save({'state_dict': tensors}, sys.argv[1])
torch.save({'state_dict': tensors}, sys.argv[2], _use_new_zipfile_serialization=False)
print(json.dumps({name: [list(t.shape), t.detach().float().flatten().tolist()] for name, t in tensors.items()}))
`;

describe('tensors as PyTorch writes them', { skip: await withoutPython('torch') }, () => {
  test('every type, views and shared storages, in both formats', async t => {
    const folder = await temporaryFolder(t);
    const files = ['zip.pth', 'legacy.pth'].map(name => join(folder, name)) as [string, string];
    const written = (await runPython(program, ...files)) as Record<string, [number[], number[]]>;
    for (const file of files) {
      const opened = await openTensorFile(file);
      assert.equal(opened.tensors.size, Object.keys(written).length);
      for (const [name, [shape, values]] of Object.entries(written)) {
        const tensor = await opened.read(`state_dict.${name}`);
        assert.deepEqual([tensor.shape, [...toFloat32(tensor)]], [shape, values], `${name} in ${file}`);
      }
    }
  });
});

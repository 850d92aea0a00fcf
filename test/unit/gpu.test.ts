import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ofCapability } from '../../extension/tensorflow/halfPrecision.js';
import { root } from '../support/root.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

test('half precision by the generation of a GPU', () => {
  const types = [5.2, 6.1, 7, 7.5, 8, 8.9, 9].map(capability => ofCapability(capability).type);
  assert.deepEqual(types, [undefined, undefined, 'float16', 'float16', 'bfloat16', 'bfloat16', 'bfloat16']);
  assert.equal(ofCapability(7.5).why, 'bfloat16 needs compute capability 8.0, and this GPU has 7.5');
});

/** What the program asks of CUDA's driver, with the driver's types. */
const driver = `
#include <stddef.h>
#include <string.h>
int cuInit(unsigned int flags) { return flags; }
int cuDeviceGet(int *device, int ordinal) { *device = 7 + ordinal; return 0; }
int cuDeviceGetName(char *name, int bytes, int device) { strncpy(name, "NVIDIA Test", bytes); return device != 7; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = 150754820096UL; return device != 7; }
int cuDeviceGetAttribute(int *value, int attribute, int device) { *value = attribute == 75 ? 8 : 6; return device != 7; }
`;

const compiler = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0;

test('the driver is asked with its own types', { skip: compiler ? false : 'there is no C compiler' }, async t => {
  const dir = await temporaryFolder(t);
  const source = join(dir, 'driver.c');
  await writeFile(source, driver);
  assert.equal(spawnSync('cc', ['-shared', '-fPIC', '-o', join(dir, 'libcuda.so.1'), source]).status, 0);
  const ask = `import { firstGpu } from '${root}dist/extension/tensorflow/gpu.js'; console.log(JSON.stringify(firstGpu()))`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', ask], {
    encoding: 'utf8',
    env: { ...process.env, LD_LIBRARY_PATH: dir },
  });
  assert.deepEqual(JSON.parse(stdout), { name: 'NVIDIA Test', capability: 8.6, memory: 150754820096 });
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const library = process.env['MFM_LIBTENSORFLOW'];
const tensorflow = fileURLToPath(new URL('../../extension/tensorflow', import.meta.url));

/** Node 22 says that two functions of its own are deprecated; before and after it they are silent or gone. */
const asInNode22 = `
import util from 'node:util';
util.isArray = util.deprecate(Array.isArray, 'isArray is deprecated', 'DEP0044');
util.isNullOrUndefined = util.deprecate(value => value == null, 'isNullOrUndefined is deprecated', 'DEP0051');
`;

/** Ops whose kernels ask whether something is an array or missing. */
const compute = `
const { createTensorflowRuntime } = await import(${JSON.stringify(`${tensorflow}/runtime.js`)});
const { quietly } = await import(${JSON.stringify(`${tensorflow}/quietly.js`)});
const tf = await import('@tensorflow/tfjs-core');
await quietly(() => createTensorflowRuntime({ library: ${JSON.stringify(library)}, threads: 1 }));
const { values } = tf.topk(tf.concat([tf.tensor1d([3, 1]), tf.tensor1d([2])]), 2);
process.stdout.write([...values.dataSync()].join());
`;

test("TensorFlow's kernels run without a warning of Node's", { skip: !library && 'no MFM_LIBTENSORFLOW' }, async () => {
  // Unset, or the library's own lines at loading, which depend on the processor, are not kept quiet.
  const { TF_CPP_MIN_LOG_LEVEL: _, ...env } = process.env;
  for (const before of ['', asInNode22]) {
    const args = ['--throw-deprecation', '--input-type=module', '-e', before + compute];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env,
    });
    assert.equal(stdout, '3,2');
    assert.equal(stderr, '');
  }
});

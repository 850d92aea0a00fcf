import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import koffi from 'koffi';
import { loadCApi } from '../../extension/tensorflow/capi.js';
import { exactness } from '../../extension/tensorflow/exactness.js';

const library = process.env['MFM_LIBTENSORFLOW'];
const skip = library ? false : 'MFM_LIBTENSORFLOW does not name a libtensorflow_cc';

test('TF32 is switched off and determinism on in TensorFlow itself', { skip }, () => {
  loadCApi(library!);
  const framework = koffi.load(join(dirname(library!), 'libtensorflow_framework.so.2'));
  const tf32 = framework.func('bool _ZN3tsl33tensor_float_32_execution_enabledEv()');
  const deterministic = framework.func('bool _ZN3tsl21OpDeterminismRequiredEv()');
  assert.deepEqual([tf32(), deterministic()], [true, false], "TensorFlow's own defaults");
  const exact = exactness(library!)!;
  exact.refuseTf32();
  exact.requireDeterminism();
  assert.deepEqual([tf32(), deterministic()], [false, true]);
});

test('a library without these functions has none of it', () => {
  assert.equal(exactness('/nowhere/libtensorflow_cc.so.2'), undefined);
});

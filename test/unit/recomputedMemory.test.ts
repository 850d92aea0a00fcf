import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { recomputed } from '../../extension/engine/models/recompute.js';
import { runtime } from '../../extension/engine/runtime/runtime.js';
import { onEachBackend } from '../support/backends.js';

const [ROWS, WIDTH, LAYERS] = [512, 1024, 24];
const BYTES = 4 * ROWS * WIDTH;

/** Resident bytes, now and the most since the last reset. */
function resident(what: 'VmRSS' | 'VmHWM'): number {
  return 1024 * Number(new RegExp(`${what}:\\s*(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))![1]);
}

/** By how many bytes a compiled gradient through layers of a few operations each makes the process larger while it runs. */
async function peakOf(recompute: boolean): Promise<{ grows: number; gradient: Float32Array }> {
  const x = tf.ones([ROWS, WIDTH]);
  const layer = (input: tf.Tensor) => {
    let y = input;
    for (let i = 0; i < 6; i++) y = tf.tanh(tf.mul(tf.add(y, 0.1), y));
    return y;
  };
  const through = (input: tf.Tensor) => {
    let y = input;
    for (let i = 0; i < LAYERS; i++) y = recompute ? recomputed(layer, [y], []) : layer(y);
    return tf.sum(y) as tf.Scalar;
  };
  const step = runtime().compile(`through ${recompute}`, input => [tf.mean(tf.grad(through)(input!), 0)], []);
  writeFileSync('/proc/self/clear_refs', '5');
  const before = resident('VmRSS');
  const [output] = await step.run(x);
  const grows = resident('VmHWM') - before;
  const gradient = output!.dataSync<'float32'>();
  tf.dispose([x, output!]);
  step.dispose();
  return { grows, gradient };
}

onEachBackend('memory', (use, { name }) => {
  // wasm grows its heap and keeps it.
  const skip =
    process.platform === 'linux' && name.includes('tensorflow') ? false : 'only TensorFlow on Linux gives memory back';

  test('a compiled step that recomputes keeps the inputs of layers alone', { skip }, async () => {
    await use();
    const recomputing = await peakOf(true);
    const keeping = await peakOf(false);
    assert.deepEqual(recomputing.gradient, keeping.gradient);
    const values = (bytes: number) => Math.round(bytes / BYTES);
    assert.ok(keeping.grows > 8 * LAYERS * BYTES, `without it, ${values(keeping.grows)} tensors for ${LAYERS} layers`);
    assert.ok(
      recomputing.grows < keeping.grows / 3,
      `${values(recomputing.grows)} of ${values(keeping.grows)} tensors`,
    );
  });
});

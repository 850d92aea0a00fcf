import { existsSync } from 'node:fs';
import { describe, type SuiteContext } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { type Runtime, useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';

const library = process.env['MFM_LIBTENSORFLOW'];

/** The backends of this machine: wasm always, TensorFlow where its library is. */
export const backends: { name: Runtime['name']; create: () => Promise<Runtime> }[] = [
  { name: 'wasm', create: createWasmRuntime },
  ...(library && existsSync(library)
    ? [{ name: 'tensorflow' as const, create: () => createTensorflowRuntime({ library }) }]
    : []),
];

/** A process starts each of them once. */
const started = new Map<Runtime['name'], Promise<Runtime>>();

/** Runs a suite once per backend; tests call the given function first to make the backend current. */
export function onEachBackend(
  title: string,
  suite: (use: () => Promise<Runtime>, context: SuiteContext) => void,
): void {
  for (const { name, create } of backends) {
    const use = async () => {
      const runtime = started.get(name) ?? create();
      started.set(name, runtime);
      useRuntime(await runtime);
      await tf.setBackend(name);
      return runtime;
    };
    describe(`${title} (${name})`, context => suite(use, context));
  }
}

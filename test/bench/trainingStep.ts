/*
 * One measurement in a process of its own, so that its memory is its own:
 *   node trainingStep.js PRESET MODE STEPS BATCH [O1]     PRESET vit_tiny, finetune/vit_small ..., MODE compiled|whole|uncompiled|wasm
 * Prints one line of JSON.
 */
import { type Runtime, useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { prepareCuda } from '../../extension/tensorflow/install/cuda.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';
import { usedOnGpu } from './gpuMemory.js';
import { presetStep } from './presetStep.js';
import { uncompiled } from './uncompiled.js';

const [preset, mode, stepCount, batch, amp] = process.argv.slice(2) as [string, string, string, string, 'O1'?];
const before = usedOnGpu();
const began = performance.now();
const runtime = await runtimeOf(mode);
useRuntime(runtime);
// Its heap of 4 GiB does not hold the activations of such a batch.
const { update, planned } = await presetStep(preset, Number(batch), {
  recompute: mode === 'wasm',
  ...(amp && { amp }),
});

const seconds: number[] = [];
const losses: number[] = [];
for (let i = 0; i < Number(stepCount); i++) {
  const start = performance.now();
  const output = await update(i);
  seconds.push((performance.now() - start) / 1000);
  losses.push(output.loss);
}
const firstStep = (performance.now() - began) / 1000 - seconds.slice(1).reduce((a, b) => a + b, 0);
console.log(
  JSON.stringify({
    seconds: seconds.slice(2),
    firstStep,
    peakBytes: runtime.device.startsWith('GPU') ? usedOnGpu() - before : process.resourceUsage().maxRSS * 1024,
    planned,
    losses,
  }),
);

async function runtimeOf(name: string): Promise<Runtime> {
  if (name === 'wasm') return createWasmRuntime();
  const library = process.env['MFM_LIBTENSORFLOW'];
  if (!library) throw new Error('Set MFM_LIBTENSORFLOW to libtensorflow_cc.so.2.');
  prepareCuda(library);
  const runtime = await createTensorflowRuntime({ library, threads: 2, wholeSteps: name === 'whole' });
  if (amp && !runtime.half.type) throw new Error(runtime.half.why);
  return name === 'uncompiled' ? uncompiled(runtime) : runtime;
}

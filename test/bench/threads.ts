// npm run bench:threads -- [config] [batch] [threads]: steps of a preset on wasm, by one thread and by several in turn, and their ratio.
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { loadConfig } from '../../extension/engine/config/load.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { Loader } from '../../extension/engine/data/loader.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { createOptimiser } from '../../extension/engine/optimisation/registry.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { DataParallel } from '../../extension/engine/training/parallel/dataParallel.js';
import { TrainingStep } from '../../extension/engine/training/step.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { root } from '../support/root.js';
import { markdownTable, median } from './table.js';

const ROUNDS = 5;

const [name = 'demo', batchSize = '16', most = String(availableParallelism())] = process.argv.slice(2);
useRuntime(await createWasmRuntime());
const config = await loadConfig(`${root}examples/configs/${name}.yaml`, [['DATA.BATCH_SIZE', batchSize]]);
const source = await openImageFolder(`${root}examples/photos`);
const method = createMethod(config);
method.parameters.initialise(0);
const objective = await method.objective(source);
const { view, ofEntry } = objective;
const loader = new Loader({ source, view, ofEntry, batchSize: config.DATA.BATCH_SIZE, seed: 0, threads: 1 });
const { value: batch } = await loader.epoch(0)[Symbol.asyncIterator]().next();
if (!batch) throw new Error('The photographs make no batch of that size.');
await loader.close();

const contenders = [1, Number(most)].map(threads => {
  const parallel = threads > 1 ? new DataParallel({ config, source, method, objective }, threads) : undefined;
  const optimiser = createOptimiser(method.parameters, method.groups, config);
  const options = { accumulation: 1, clip: config.TRAIN.CLIP_GRAD, seed: 0, reducer: parallel };
  return { threads, parallel, step: new TrainingStep(method, objective, optimiser, options), times: [] as number[] };
});
for (const { parallel } of contenders) await parallel?.loaded();
for (let round = 0; round <= ROUNDS; round++) {
  for (const { step, times } of contenders) {
    const start = performance.now();
    await step.run(batch, { step: round, rates: () => 1e-4, update: round + 1, updates: true });
    // The first one is still being compiled.
    if (round > 0) times.push(performance.now() - start);
  }
}
for (const { parallel } of contenders) await parallel?.close();

const medians = contenders.map(({ times }) => median(times));
const rows = contenders.map(({ threads }, i) => [
  String(threads),
  medians[i]!.toFixed(0),
  ((1000 * config.DATA.BATCH_SIZE) / medians[i]!).toFixed(2),
  `${(medians[0]! / medians[i]!).toFixed(2)} x`,
]);
console.log(`${method.name}, batch ${batchSize}, ${tf.getBackend()}, median of ${ROUNDS} steps in turn\n`);
console.log(markdownTable(['threads', 'ms a step', 'images/s', 'ratio'], rows));

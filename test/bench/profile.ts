/*
 * Where the time of a training step goes: npm run profile [-- vit_small] [--batch 16] [--threads 2] [--amp O1] [--trace FILE.json]
 *
 * Prints the operations of one step by their kind, and the longest ones by themselves, and writes a trace for chrome://tracing
 * or Perfetto. Threads work beside each other, so that their times can sum to more than the step's.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../../extension/engine/config/schema.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';
import { type OperationRun, recordOperations } from './operations.js';
import { presetStep } from './presetStep.js';
import { markdownTable } from './table.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    batch: { type: 'string', default: '16' },
    threads: { type: 'string', default: '2' },
    amp: { type: 'string', default: '' },
    rows: { type: 'string', default: '40' },
    trace: { type: 'string', default: 'dist/profile.json' },
  },
});
const library = process.env['MFM_LIBTENSORFLOW'];
if (!library) throw new Error('Set MFM_LIBTENSORFLOW to libtensorflow_cc.so.2.');
const preset = positionals[0] ?? 'vit_small';

useRuntime(await createTensorflowRuntime({ library, threads: Number(values.threads) }));
const { update } = await presetStep(preset, Number(values.batch), { amp: values.amp as Config['AMP_OPT_LEVEL'] });
// The first traces and compiles, the second still allocates.
for (let i = 0; i < 2; i++) await update(i);
const start = performance.now();
await update(2);
const plain = performance.now() - start;
let recorded = 0;
const framework = join(dirname(library), 'libtensorflow_framework.so.2');
const runs = await recordOperations(framework, async () => {
  const start = performance.now();
  await update(3);
  recorded = performance.now() - start;
});

console.log(
  `${preset}, batch ${values.batch}: a step of ${plain.toFixed(0)} ms, ${recorded.toFixed(0)} ms while recorded\n`,
);
/** Whose own time is waiting for others. */
const waiting = ['KernelAndDeviceFunc::Run', 'FunctionRun', 'BlockUntilReady'];
const working = runs.filter(({ op }) => !waiting.includes(op));
print('By operation', working, ({ op }) => op);
print('One by one', working, ({ op, node }) => `${op} ${node}`);
await mkdir(dirname(values.trace), { recursive: true });
await writeFile(values.trace, JSON.stringify(chromeTrace(runs)));
console.log(`Trace: ${values.trace}`);

function print(title: string, runs: readonly OperationRun[], keyOf: (run: OperationRun) => string): void {
  const sums = new Map<string, { count: number; duration: number }>();
  for (const run of runs) {
    const sum = sums.get(keyOf(run)) ?? { count: 0, duration: 0 };
    sums.set(keyOf(run), { count: sum.count + 1, duration: sum.duration + run.own });
  }
  const total = runs.reduce((sum, { own }) => sum + own, 0);
  const rows = [...sums]
    .sort(([, a], [, b]) => b.duration - a.duration)
    .slice(0, Number(values.rows))
    .map(([key, { count, duration }]) => [
      key,
      String(count),
      (duration / 1000).toFixed(1),
      ((100 * duration) / total).toFixed(1),
    ]);
  console.log(
    `${title}, ${(total / 1000).toFixed(0)} ms in all\n\n${markdownTable(['operation', 'times', 'ms', '%'], rows)}\n`,
  );
}

/** The format of chrome://tracing: complete events, one row a thread. */
function chromeTrace(runs: readonly OperationRun[]): object {
  const threads = [...new Set(runs.map(({ thread }) => thread))];
  return {
    traceEvents: runs.map(({ op, node, thread, start, duration }) => ({
      name: op,
      ph: 'X',
      ts: start,
      dur: duration,
      pid: 0,
      tid: threads.indexOf(thread),
      args: { node, thread },
    })),
  };
}

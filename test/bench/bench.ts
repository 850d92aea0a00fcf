/*
 * The benchmark: npm run bench [-- --rounds 3] [--steps 6] [--python python3]
 *
 * Everything is measured in one run and alternately, round after round, because machines are shared and noisy: read the
 * ratios, not the seconds.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/runtime/wasm.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';
import { type Contender, contenders, type Measurement } from './contenders.js';
import { pageTransformTime } from './pageTransform.js';
import { loaderSpeed, transformTime } from './small.js';
import { markdownTable, median } from './table.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '6' },
    python: { type: 'string', default: 'python3' },
  },
});
const BATCH = 16;
const models = { ti: 'ViT-Ti/16', s: 'ViT-S/16' } as const;

const { present, absent } = contenders(values.python);
console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}, ${values.rounds} rounds\n`);
for (const line of absent) console.log(`Not measured: ${line}`);

for (const model of Object.keys(models) as (keyof typeof models)[]) {
  const results = new Map<Contender, Measurement[]>(present.map(c => [c, []]));
  const failures = new Map<Contender, string>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contender of present) {
      // The wasm step takes as long as dozens of the others: one short measurement is enough.
      const slow = contender.name === 'wasm';
      if (failures.has(contender) || (slow && round > 0)) continue;
      const result = contender.measure(model, slow ? 3 : Number(values.steps));
      if ('failed' in result) failures.set(contender, result.failed);
      else results.get(contender)!.push(result);
    }
  }
  report(models[model], results, failures);
}

const library = process.env['MFM_LIBTENSORFLOW'];
console.log('\n| measure | value |\n| --- | --- |');
const page = pageTransformTime();
const ratio = page.productsRatio.toFixed(0);
console.log(
  `| inverse FFT of 3 x 224 x 224 in a page | ${page.milliseconds.toFixed(1)} ms, matrix products ${ratio} x |`,
);
console.log(`| loader, 2 threads, 224 px | ${(await loaderSpeed()).toFixed(0)} images/s |`);
useRuntime(await createWasmRuntime());
console.log(`| FFT and back, 16 x 3 x 224 x 224, wasm | ${transformTime().toFixed(0)} ms |`);
if (library) {
  useRuntime(await createTensorflowRuntime({ library }));
  console.log(`| FFT and back, 16 x 3 x 224 x 224, tensorflow | ${transformTime().toFixed(0)} ms |`);
}

function report(title: string, results: Map<Contender, Measurement[]>, failures: Map<Contender, string>): void {
  const rows = [...results].map(([contender, rounds]) => {
    if (rounds.length === 0) return [contender.name, failures.get(contender) ?? 'not run', '', '', '', ''];
    return [
      contender.name,
      speed(rounds).toFixed(2),
      ratioToPytorch(results, rounds, speed),
      (peak(rounds) / 1e9).toFixed(2),
      ratioToPytorch(results, rounds, peak),
      median(rounds.map(r => r.firstStep)).toFixed(1),
    ];
  });
  console.log(`\n${title}, 224 px, batch ${BATCH}, fp32, 2 threads`);
  const header = ['', 'images/s', 'speed / PyTorch', 'peak GB', 'memory / PyTorch', 'start to first step, s'];
  console.log(markdownTable(header, rows));
}

function ratioToPytorch(
  results: Map<Contender, Measurement[]>,
  rounds: Measurement[],
  measure: (rounds: Measurement[]) => number,
): string {
  const pytorch = [...results].find(([contender]) => contender.name === 'PyTorch')?.[1] ?? [];
  return pytorch.length > 0 ? (measure(rounds) / measure(pytorch)).toFixed(2) : '-';
}

/** Images per second at the median step of the best round: what disturbs a machine only ever slows it down. */
function speed(rounds: Measurement[]): number {
  return BATCH / Math.min(...rounds.map(r => median(r.seconds)));
}

function peak(rounds: Measurement[]): number {
  return median(rounds.map(r => r.peakBytes));
}

/*
 * The benchmark: npm run bench [-- --rounds 3] [--steps 6] [--models vit_tiny,resnet50] [--python python3] [--json FILE]
 *
 * Everything is measured in one run and alternately, round after round, because machines are shared and noisy: read the
 * ratios, not the seconds.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';
import { type Contender, contenders, type Measurement } from './contenders.js';
import { epochMemory } from './epochMemory.js';
import { pageTransformTime } from './pageTransform.js';
import { loaderSpeed, transformTime } from './small.js';
import { markdownTable, median } from './table.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '6' },
    python: { type: 'string', default: 'python3' },
    models: { type: 'string', default: 'vit_tiny,vit_small,vit_base,resnet50,swin_tiny,finetune/vit_small' },
    json: { type: 'string' },
  },
});
const models = {
  vit_tiny: { title: 'ViT-Ti/16', batch: 16 },
  vit_small: { title: 'ViT-S/16', batch: 16 },
  vit_base: { title: 'ViT-B/16', batch: 8 },
  resnet50: { title: 'ResNet-50', batch: 8 },
  swin_tiny: { title: 'Swin-T', batch: 8 },
  'finetune/vit_small': { title: 'ViT-S/16, fine-tuning on 1000 classes', batch: 16 },
};

const { present, absent } = contenders(values.python);
console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}, ${values.rounds} rounds\n`);
for (const line of absent) console.log(`Not measured: ${line}`);

/** What --json writes. */
const rows: { model: string; contender: string; precision: string; imagesPerSecond: number; peakBytes: number }[] = [];
for (const model of values.models.split(',')) {
  const known = models[model as keyof typeof models];
  if (!known) throw new Error(`--models: ${model} is not one of ${Object.keys(models).join(', ')}.`);
  const taking = present.filter(({ forViT }) => !forViT || model.includes('vit'));
  const results = new Map<Contender, Measurement[]>(taking.map(c => [c, []]));
  const failures = new Map<Contender, string>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contender of taking) {
      if (failures.has(contender) || (contender.slow && round > 0)) continue;
      const result = contender.measure(model, contender.slow ? 3 : Number(values.steps), known.batch);
      if ('failed' in result) failures.set(contender, result.failed);
      else results.get(contender)!.push(result);
    }
  }
  report(known, results, failures);
  for (const [{ name, precision }, rounds] of results) {
    if (rounds.length === 0) continue;
    const imagesPerSecond = known.batch / bestStep(rounds);
    rows.push({ model, contender: name.toLowerCase(), precision, imagesPerSecond, peakBytes: peak(rounds) });
  }
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);

const library = process.env['MFM_LIBTENSORFLOW'];
console.log('\n| measure | value |\n| --- | --- |');
const page = pageTransformTime();
const ratio = page.productsRatio.toFixed(0);
console.log(
  `| inverse FFT of 3 x 224 x 224 in a page | ${page.milliseconds.toFixed(1)} ms, matrix products ${ratio} x |`,
);
console.log(`| loader, 2 threads, 224 px | ${(await loaderSpeed()).toFixed(0)} images/s |`);
const { list, quarters, images } = await epochMemory();
console.log(
  `| memory of a list of 1,000,000 images | ${list.toFixed(0)} MB |\n` +
    `| resident after each quarter of ${images} images of them | ${quarters.map(mb => mb.toFixed(0)).join(', ')} MB |`,
);
useRuntime(await createWasmRuntime());
console.log(`| FFT and back, 16 x 3 x 224 x 224, wasm | ${transformTime().toFixed(0)} ms |`);
if (library) {
  useRuntime(await createTensorflowRuntime({ library }));
  console.log(`| FFT and back, 16 x 3 x 224 x 224, tensorflow | ${transformTime().toFixed(0)} ms |`);
}

function report(
  { title, batch }: { title: string; batch: number },
  results: Map<Contender, Measurement[]>,
  failures: Map<Contender, string>,
): void {
  const speed = (rounds: Measurement[]) => batch / bestStep(rounds);
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
  console.log(`\n${title}, 224 px, batch ${batch}, 2 threads`);
  const header = ['', 'images/s', 'speed / PyTorch', 'peak GB', 'memory / PyTorch', 'start to first step, s'];
  console.log(markdownTable(header, rows));
  const [ours, theirs] = [
    best(results, name => name.startsWith('ours')),
    best(results, name => name.startsWith('PyTorch')),
  ];
  if (!ours || !theirs) return;
  const [faster, larger] = [speed(ours[1]) / speed(theirs[1]), peak(ours[1]) / peak(theirs[1])];
  console.log(
    `\n"${ours[0].name}" has ${faster.toFixed(2)} x the speed of "${theirs[0].name}", at ${larger.toFixed(2)} x its memory.`,
  );
}

function ratioToPytorch(
  results: Map<Contender, Measurement[]>,
  rounds: Measurement[],
  measure: (rounds: Measurement[]) => number,
): string {
  const pytorch = [...results].find(([contender]) => contender.name === 'PyTorch')?.[1] ?? [];
  return pytorch.length > 0 ? (measure(rounds) / measure(pytorch)).toFixed(2) : '-';
}

/** The fastest of some. */
function best(
  results: Map<Contender, Measurement[]>,
  among: (name: string) => boolean,
): [Contender, Measurement[]] | undefined {
  const measured = [...results].filter(([{ name }, rounds]) => among(name) && rounds.length > 0);
  return measured.sort(([, a], [, b]) => bestStep(a) - bestStep(b))[0];
}

/** Seconds of the median step of the best round: what disturbs a machine only ever slows it down. */
function bestStep(rounds: Measurement[]): number {
  return Math.min(...rounds.map(r => median(r.seconds)));
}

function peak(rounds: Measurement[]): number {
  return median(rounds.map(r => r.peakBytes));
}

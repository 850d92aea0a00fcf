import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Contender, Contenders, Measurement } from './contenders.js';
import { printSteps } from './stepTable.js';
import { median } from './table.js';

/** A preset whose training step is measured. */
export interface MeasuredPreset {
  title: string;
  batch: number;
}

/** What a contender did in every round, or why it did not. */
export interface Result {
  contender: Contender;
  rounds: Measurement[];
  failed?: string;
}

/**
 * Measures the training steps of presets as the command says (`--rounds 3 --steps 6 --models vit_tiny,resnet50 --json FILE`), and
 * prints a table for each. The contenders take turns, round after round, because machines are shared and noisy.
 *
 * @param presets by name; all of them, unless some are named
 * @param where what the title says of the machine: '2 threads'
 */
export function measureSteps(
  presets: Record<string, MeasuredPreset>,
  given: (python: string) => Contenders,
  where: string,
): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      steps: { type: 'string', default: '6' },
      python: { type: 'string', default: 'python3' },
      models: { type: 'string', default: Object.keys(presets).join(',') },
      json: { type: 'string' },
    },
  });
  const { present, absent } = given(values.python);
  for (const line of absent) console.log(`Not measured: ${line}`);
  const rows = values.models.split(',').flatMap(model => {
    const preset = presets[model];
    if (!preset) throw new Error(`--models: ${model} is not one of ${Object.keys(presets).join(', ')}.`);
    const taking = present.filter(({ forViT }) => !forViT || model.includes('vit'));
    const results = inTurns(taking, Number(values.rounds), (contender, isLast) =>
      contender.measure(model, isLast ? 3 : Number(values.steps), preset.batch),
    );
    printSteps(`${preset.title}, 224 px, batch ${preset.batch}, ${where}`, preset.batch, results);
    return rowsOf(model, preset.batch, results);
  });
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

function inTurns(
  contenders: readonly Contender[],
  rounds: number,
  measure: (contender: Contender, isLast: boolean) => Measurement | { failed: string },
): Result[] {
  const results = contenders.map((contender): Result => ({ contender, rounds: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const result of results) {
      const isSlow = result.contender.slow === true;
      if (result.failed !== undefined || (isSlow && round > 0)) continue;
      const measured = measure(result.contender, isSlow);
      if ('failed' in measured) result.failed = measured.failed;
      else result.rounds.push(measured);
    }
  }
  return results;
}

/** What --json writes. */
function rowsOf(model: string, batch: number, results: readonly Result[]): object[] {
  const measured = results.filter(({ rounds }) => rounds.length > 0);
  return measured.map(({ contender: { name, precision }, rounds }) => ({
    model,
    contender: name.toLowerCase(),
    precision,
    imagesPerSecond: batch / bestStep(rounds),
    peakBytes: peak(rounds),
  }));
}

/** Seconds of the median step of the best round: what disturbs a machine only ever slows it down. */
export function bestStep(rounds: readonly Measurement[]): number {
  return Math.min(...rounds.map(r => median(r.seconds)));
}

/** Bytes. */
export function peak(rounds: readonly Measurement[]): number {
  return median(rounds.map(r => r.peakBytes));
}

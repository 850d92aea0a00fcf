import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Mean loss of the first and of the last epoch of a run. */
export async function epochLosses(run: string): Promise<[first: number, last: number]> {
  const lines = (await readFile(join(run, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  const records = lines.map(line => JSON.parse(line) as { type: string; epoch: number; loss?: number });
  const steps = records.filter(({ type }) => type === 'step');
  const meanOf = (epoch: number) => {
    const losses = steps.filter(step => step.epoch === epoch).flatMap(({ loss }) => loss ?? []);
    return losses.reduce((a, b) => a + b, 0) / losses.length;
  };
  return [meanOf(steps[0]!.epoch), meanOf(steps.at(-1)!.epoch)];
}

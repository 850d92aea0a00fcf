import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Line {
  type: string;
  epoch: number;
  loss?: number;
  sampleGain?: number;
}

/** What a run of pre-training says of itself. */
export interface Learned {
  /** Mean loss of the first and of the last epoch. */
  loss: [first: number, last: number];
  /** How much better restored test images are than what the network was given, in dB. */
  gain?: number;
}

export async function learned(run: string): Promise<Learned> {
  const text = (await readFile(join(run, 'metrics.jsonl'), 'utf8')).trim();
  const lines = text.split('\n').map(line => JSON.parse(line) as Line);
  const steps = lines.filter(({ type }) => type === 'step');
  const meanOf = (epoch: number) => {
    const losses = steps.filter(step => step.epoch === epoch).flatMap(({ loss }) => loss ?? []);
    return losses.reduce((a, b) => a + b, 0) / losses.length;
  };
  const gain = lines.findLast(({ sampleGain }) => sampleGain !== undefined)?.sampleGain;
  return { loss: [meanOf(steps[0]!.epoch), meanOf(steps.at(-1)!.epoch)], gain };
}

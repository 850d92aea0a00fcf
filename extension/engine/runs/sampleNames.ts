import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isStep } from './stepNumber.js';

/** The samples of one step, as their file's name tells. */
export interface SampleName {
  file: string;
  /** Finished steps. */
  step: number;
}

const NAME = /^step-(\d+)\.safetensors$/;

/** The file name of samples; names sort as steps do (up to a million). */
export function sampleName(step: number): string {
  return `step-${String(step).padStart(6, '0')}.safetensors`;
}

/** The samples in `folder` by step, from their names alone; none when there is no such folder. */
export async function listSamples(folder: string): Promise<SampleName[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .flatMap(name => {
      const step = Number(NAME.exec(name)?.[1] ?? Number.NaN);
      return isStep(step) ? [{ file: join(folder, name), step }] : [];
    })
    .sort((a, b) => a.step - b.step);
}

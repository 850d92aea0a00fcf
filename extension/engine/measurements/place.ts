import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Measurement, MeasureRequest } from '../../protocol/measurement.js';

/** Names of measurements end so, wherever they lie. */
export const measurementSuffix = '.mfm.json';
/** The folder in a run's. */
const FOLDER = 'measurements';

/**
 * Where a measurement is kept by default: beside the `checkpoints` of the run that its checkpoint is of, or beside the checkpoint.
 *
 * @param now names it, in local time
 */
export function measurementPlace({ checkpoint, kind }: MeasureRequest, now: Date): string {
  const folder = dirname(checkpoint);
  const two = (n: number) => String(n).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  const time = `${date}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const name = `${kind}-${basename(checkpoint, extname(checkpoint))}-${time}${measurementSuffix}`;
  return join(isOfRun(checkpoint) ? dirname(folder) : folder, FOLDER, name);
}

/** Whether the place of a checkpoint is that of a run's. */
export function isOfRun(checkpoint: string): boolean {
  return basename(dirname(checkpoint)) === 'checkpoints';
}

/** What the name of a measurement says; a name of another form is all that there is. */
export function measurementName(file: string): { kind?: Measurement['kind']; of: string; time?: string } {
  const name = basename(file, measurementSuffix);
  const match = /^(accuracy|probe|robustness|segmentation)-(.+)-(\d{4}-\d{2}-\d{2})-(\d{2})(\d{2})\d{2}$/.exec(name);
  if (!match) return { of: name };
  const [, kind, of, date, hour, minute] = match;
  return { kind: kind as Measurement['kind'], of: of!, time: `${date} ${hour}:${minute}` };
}

/** The files of a run's measurements, oldest first. */
export async function listMeasurements(run: string): Promise<string[]> {
  const folder = join(run, FOLDER);
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  const files = entries.filter(entry => entry.isFile() && entry.name.endsWith(measurementSuffix));
  const timeOf = (name: string) => name.slice(-(measurementSuffix.length + 17));
  return files
    .map(({ name }) => name)
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)) || a.localeCompare(b))
    .map(name => join(folder, name));
}

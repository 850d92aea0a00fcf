import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RobustnessRow } from '../../extension/protocol/robustness.js';

/** What was found in a cell: one file of `docs/study/cells`. All shares are in percent. */
export interface CellResult {
  cell: string;
  network: string;
  recipe: string;
  seed: number;
  /** Below `docs/study/configs`. */
  config: string;
  /** Keys that differ from it. */
  overrides: Record<string, string>;
  /** The cell's folder below the study's, in which every number has its run or measurement. */
  folder: string;
  model: string;
  parameters: number;
  /** Of pre-training; see `Learned`. */
  loss?: [first: number, last: number];
  gain?: number;
  knn?: number;
  /** Linear probe of what leaves the encoder, and of a layer in its middle. */
  probe?: { last: number; middle: number };
  /** Top-1 after fine-tuning, by the labels of each class. */
  finetuned?: Record<string, number>;
  /** Of the network that was fine-tuned with all labels. */
  robustness?: readonly RobustnessRow[];
  /** Mean IoU of pets, background and border. */
  miou?: number;
  /** Of each part, spent on the machine below. */
  seconds: Record<string, number>;
  machine: { processor: string; cores: number; node: string; backend: string };
  /** When it was finished, ISO 8601. */
  time: string;
}

/** All cells in a folder, by their names. */
export async function readResults(folder: string): Promise<CellResult[]> {
  const names = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.json')).sort();
  return Promise.all(names.map(async name => JSON.parse(await readFile(join(folder, name), 'utf8')) as CellResult));
}

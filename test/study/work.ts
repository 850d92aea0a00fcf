import { join } from 'node:path';
import { readMeasurement } from '../../extension/engine/measurements/measurementFile.js';
import { listCheckpoints } from '../../extension/engine/runs/checkpointFiles.js';
import type { Measurement } from '../../extension/protocol/measurement.js';
import { root } from '../support/root.js';
import { mfm } from './mfm.js';
import { Parts } from './parts.js';
import type { Cell, Overrides } from './plan.js';

/** What is told while a cell is being worked on: 'pretrain, step 30 of 1560'. */
export type OnProgress = (doing: string) => void;

/** A training of a cell. */
export interface Training {
  /** Of its run folder. */
  name: string;
  command: 'pretrain' | 'finetune' | 'segment';
  /** Below `docs/study/configs`. */
  config: string;
  images: string;
  overrides: Overrides;
  flags?: readonly string[];
}

/** The trainings and measurements of one cell, each in its folder; those that are done already are read. */
export class Work {
  private constructor(
    readonly folder: string,
    readonly parts: Parts,
    private readonly cell: Cell,
    private readonly onProgress: OnProgress,
  ) {}

  static async open(folder: string, cell: Cell, onProgress: OnProgress): Promise<Work> {
    return new Work(folder, await Parts.open(folder), cell, onProgress);
  }

  /** The newest checkpoint of a training that has come to its end. @throws CommandFailed, Interrupted */
  async trained({ name, command, config, images, overrides, flags = [] }: Training): Promise<string> {
    const run = join(this.folder, name);
    const args = [command, `${root}docs/study/configs/${config}`, '--data', images, '--output', run, ...flags];
    await this.parts.do(name, () =>
      mfm([...args, 'SEED', String(this.cell.seed), ...overrides.flat()], event => {
        if (event['type'] === 'step') this.onProgress(`${name}, step ${event['step']} of ${event['totalSteps']}`);
      }),
    );
    return (await listCheckpoints(join(run, 'checkpoints'))).at(-1)!.file;
  }

  /** What a command measures. @throws CommandFailed, Interrupted */
  async measured<Kind extends Measurement['kind']>(
    kind: Kind,
    name: string,
    args: readonly string[],
  ): Promise<Extract<Measurement, { kind: Kind }>> {
    const file = join(this.folder, `${name}.mfm.json`);
    await this.parts.do(name, async () => {
      this.onProgress(name);
      const begun = await readMeasurement(file).catch(() => undefined);
      const isPart = begun?.kind === 'robustness' && !begun.isComplete;
      await mfm(isPart ? ['robustness', '--continue', file] : [...args, '--save', file], () => {});
    });
    const found = await readMeasurement(file);
    if (found.kind !== kind) throw new Error(`${file} is of another kind than ${kind}.`);
    return found as Extract<Measurement, { kind: Kind }>;
  }
}

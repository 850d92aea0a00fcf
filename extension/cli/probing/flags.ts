import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../engine/errors.js';
import type { LabelCount } from '../../engine/probes/fewLabels.js';
import { type ProbeRequest, type ProbeSettings, usualHoldout, usualSeeds } from '../../protocol/measurement.js';
import { parsePositiveInteger, parseShare } from '../arguments.js';
import { type LayerChoice, parseOneLayer } from '../lookArguments.js';
import { type MeasuringFlags, withMeasuringOptions } from '../measuring.js';

/** What every probe is asked for. */
export interface ProbeFlags extends MeasuringFlags {
  tokens: ProbeRequest['tokens'];
  layer: LayerChoice;
  labels?: LabelCount;
  holdout?: number;
  seeds?: number;
  batchSize: number;
}

/** Gives a command the arguments that every probe has. */
export function withProbeArguments(command: Command): Command {
  const asked = command
    .argument('<checkpoint>', 'checkpoint of mfm, or a .pth or .safetensors of an encoder')
    .argument('<train>', 'folder of images to learn from; the folders in it are classes')
    .argument(
      '[val]',
      'folder of images to measure with, in the same classes (default: some of the others are held out)',
    )
    .addOption(
      new Option(
        '--tokens <kind>',
        "of each image: what the model's own head takes, the mean of its patches, its class token",
      )
        .choices(['pooled', 'patches', 'cls'])
        .default('patches'),
    )
    .option('--layer <n>', 'tokens of a layer by its number from 1; last = of the whole encoder', parseOneLayer, 'last')
    .option('--labels <count>', 'labels that are known: 5 of each class, or a share, 1% (default: all)', parseLabels)
    .option(
      '--holdout <share>',
      `without VAL: share of each class that is held out (default: ${usualHoldout})`,
      parseShare,
    )
    .option(
      '--seeds <n>',
      `draws of labels or of what is held out (default: ${usualSeeds} with --labels, else 1)`,
      parsePositiveInteger,
    )
    .option('--batch-size <n>', 'images that are run at once', parsePositiveInteger, 16);
  return withMeasuringOptions(asked);
}

/**
 * What a probe's arguments and flags ask for.
 *
 * @throws UserError for flags that would change nothing
 */
export function probeRequest(
  probe: ProbeSettings,
  [checkpoint, train, val]: [string, string, string?],
  { tokens, layer, labels, holdout, seeds, batchSize }: ProbeFlags,
): ProbeRequest {
  if (val !== undefined && holdout !== undefined) {
    throw new UserError(`--holdout ${holdout} has no effect with a folder to measure with; leave one of them out.`);
  }
  if (val !== undefined && !labels && seeds !== undefined && seeds > 1) {
    throw new UserError(`--seeds ${seeds} repeats what is drawn, and nothing is; give --labels, or leave it out.`);
  }
  return {
    kind: 'probe',
    ...{ probe, tokens, labels, batchSize, checkpoint: resolve(checkpoint), train: resolve(train) },
    val: val === undefined ? undefined : resolve(val),
    holdout,
    layer: typeof layer === 'number' ? layer : undefined,
    seeds: seeds ?? (labels ? usualSeeds : 1),
  };
}

/** Parses `5` or `1%`. */
export function parseLabels(text: string): LabelCount {
  const match = /^(\d+|\d*\.\d+)%$/.exec(text);
  const percent = Number(match?.[1]);
  if (match && percent > 0 && percent <= 100) return { percent };
  if (/^[1-9]\d*$/.test(text)) return { perClass: Number(text) };
  throw new InvalidArgumentError('Give labels of each class, such as 5, or a share above 0% up to 100%, such as 1%.');
}

import { type Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../engine/errors.js';
import type { LabelCount } from '../../engine/probes/fewLabels.js';
import type { BackendName } from '../../tensorflow/select.js';
import { parsePositiveInteger, parseShare } from '../arguments.js';
import { backendOption } from '../backend.js';
import { type LayerChoice, parseOneLayer } from '../lookArguments.js';

/** Which of an image's tokens are taken. */
export type TokenChoice = 'pooled' | 'patches' | 'cls';

/** What every probe is asked for. */
export interface ProbeFlags {
  tokens: TokenChoice;
  layer: LayerChoice;
  labels?: LabelCount;
  holdout?: number;
  seeds?: number;
  batchSize: number;
  backend?: BackendName;
  json?: boolean;
}

const defaultHoldout = 0.2;
const defaultSeeds = 3;

/** Gives a command the arguments that every probe has. */
export function withProbeArguments(command: Command): Command {
  return command
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
      `without VAL: share of each class that is held out (default: ${defaultHoldout})`,
      parseShare,
    )
    .option(
      '--seeds <n>',
      `draws of labels or of what is held out (default: ${defaultSeeds} with --labels, else 1)`,
      parsePositiveInteger,
    )
    .option('--batch-size <n>', 'images that are run at once', parsePositiveInteger, 16)
    .addOption(backendOption())
    .option('--json', 'print JSON');
}

/**
 * What is drawn, and how often.
 *
 * @throws UserError for flags that would change nothing
 */
export function drawsOf({ holdout, labels, seeds }: ProbeFlags, val: string | undefined) {
  if (val !== undefined && holdout !== undefined) {
    throw new UserError(`--holdout ${holdout} has no effect with a folder to measure with; leave one of them out.`);
  }
  if (val !== undefined && !labels && seeds !== undefined && seeds > 1) {
    throw new UserError(`--seeds ${seeds} repeats what is drawn, and nothing is; give --labels, or leave it out.`);
  }
  return { holdout: holdout ?? defaultHoldout, labels, seeds: seeds ?? (labels ? defaultSeeds : 1) };
}

/** Parses `5` or `1%`. */
export function parseLabels(text: string): LabelCount {
  const match = /^(\d+|\d*\.\d+)%$/.exec(text);
  const percent = Number(match?.[1]);
  if (match && percent > 0 && percent <= 100) return { percent };
  if (/^[1-9]\d*$/.test(text)) return { perClass: Number(text) };
  throw new InvalidArgumentError('Give labels of each class, such as 5, or a share above 0% up to 100%, such as 1%.');
}

/** '5 of each class', '1 % of each class' */
export function labelsText(labels: LabelCount): string {
  return `${'percent' in labels ? `${labels.percent} %` : labels.perClass} of each class`;
}

import { Command, InvalidArgumentError } from 'commander';
import { usualKnn } from '../../protocol/measurement.js';
import { parsePositiveInteger } from '../arguments.js';
import { measureAndPrint } from '../measuring.js';
import { type ProbeFlags, probeRequest, withProbeArguments } from '../probing/flags.js';
import { probeText } from '../probing/text.js';

interface KnnFlags extends ProbeFlags {
  k: number;
  temperature: number;
}

/** `mfm knn`: what the features of a frozen encoder tell of classes, without any training. */
export function knnCommand(): Command {
  const command = new Command('knn')
    .summary("tell classes by the nearest neighbours of a checkpoint's features")
    .description(
      "Measures what a frozen encoder's features are worth, without training anything: each image gets the class for which its nearest neighbours among labelled images vote. Top-1 and top-5 accuracy.",
    );
  return withProbeArguments(command)
    .option('--k <n>', 'neighbours that vote', parsePositiveInteger, usualKnn.k)
    .option('--temperature <t>', 'a vote counts exp(cosine / t)', parseTemperature, usualKnn.temperature)
    .addHelpText('after', examples)
    .action((checkpoint: string, train: string, val: string | undefined, flags: KnnFlags) =>
      knnAction([checkpoint, train, val], flags),
    );
}

const examples = `
Weighted nearest neighbours as DINO has them. Images are seen whole and in their middle, like those of mfm features. Without
VAL a share of each class is held out of TRAIN, drawn by a seed. With --labels so many images of each class vote, others
drawn with each seed; printed are each seed, their mean and their standard deviation.

Examples:
  mfm knn run/checkpoints/epoch-0040-step-000160.safetensors imagenet/train imagenet/val
  mfm knn F photos --holdout 0.2 --seeds 5 --k 10
  mfm knn F imagenet/train imagenet/val --labels 1% --tokens cls --layer 12 --json`;

async function knnAction(args: [string, string, string?], flags: KnnFlags): Promise<void> {
  const { k, temperature } = flags;
  await measureAndPrint(probeRequest({ name: 'knn', k, temperature }, args, flags), flags, probeText);
}

/** Below 0.002 a vote leaves the range of numbers. */
function parseTemperature(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0.002 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Give a number of at least 0.002, for example 0.07.');
}

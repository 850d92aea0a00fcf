import type { Command } from 'commander';
import { isSegmenting } from '../../engine/config/purpose.js';
import type { Config } from '../../engine/config/schema.js';
import { UserError } from '../../engine/errors.js';
import { type TrainFlags, train, trainingCommand } from './train.js';

/** `mfm segment`: `mfm train` for a config that learns the class of every pixel, and no other. */
export function segmentCommand(): Command {
  return trainingCommand('segment')
    .summary('learn the class of every pixel by a config file')
    .description(
      "Trains semantic segmentation on images with masks by a config file with MODEL.NAME 'segment'. SEGMENTATION.LAYOUT says how " +
        'they lie in the folder; with DATA.VAL_PATH mean IoU is measured after each epoch, and evaluation.json in the run folder ' +
        'has that of every class. With EVAL_MODE or THROUGHPUT_MODE True, the checkpoint is measured as mfm evaluate does, and nothing is trained.',
    )
    .addHelpText('after', examples)
    .action((file: string, words: string[], flags: TrainFlags) => train(file, words, flags, requireSegmentation));
}

const examples = `
Ctrl-C finishes the step, saves and exits with 130; the same command then continues bit for bit.

Examples:
  mfm segment masks.yaml --data ade20k DATA.VAL_PATH ade20k SEGMENTATION.LAYOUT ade20k
  mfm segment masks.yaml --data leaves --pretrained runs/first/checkpoints/epoch-0100-step-005000.safetensors SEGMENTATION.CLASSES 3`;

function requireSegmentation(config: Config): void {
  if (isSegmenting(config)) return;
  throw new UserError(
    `MODEL.NAME is '${config.MODEL.NAME}', which does not segment: set it to segment, with SEGMENTATION for the masks, or train it with \`mfm train\`.`,
  );
}

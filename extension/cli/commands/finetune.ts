import type { Command } from 'commander';
import { isFineTuning } from '../../engine/config/purpose.js';
import type { Config } from '../../engine/config/schema.js';
import { UserError } from '../../engine/errors.js';
import { measuresInstead } from '../measureInstead.js';
import { type TrainFlags, train, trainingCommand } from './train.js';

interface FinetuneFlags extends TrainFlags {
  scratch?: boolean;
}

/** `mfm finetune`: `mfm train` for a config that learns classes, from a pre-trained encoder or, if so asked, from scratch. */
export function finetuneCommand(): Command {
  return trainingCommand('finetune')
    .summary('teach classes to a pre-trained encoder')
    .description(
      'Fine-tunes a pre-trained encoder on labelled images, as the paper does, and measures its accuracy after each epoch: what an encoder is worth. ' +
        'Images of a class lie in a folder of its name; a folder with train and val in it is both, DATA.VAL_PATH names another to measure on, and DATA.VAL_SPLIT takes a share of each class. ' +
        'With EVAL_MODE or THROUGHPUT_MODE True, the checkpoint is measured as mfm evaluate does, and nothing is trained.',
    )
    .option('--scratch', 'start from nothing: what the encoder is to be compared with')
    .addHelpText('after', examples)
    .action((file: string, words: string[], flags: FinetuneFlags) =>
      train(file, words, flags, config => requireFineTuning(config, flags)),
    );
}

const examples = `
Ctrl-C finishes the step, saves and exits with 130; the same command then continues bit for bit.

Examples:
  mfm finetune classes.yaml --data pets --pretrained runs/first/checkpoints/epoch-0100-step-005000.safetensors
  mfm finetune classes.yaml --data pets --pretrained mae_pretrain_vit_base.pth TRAIN.LAYER_DECAY 0.65
  mfm finetune classes.yaml --data pets --scratch DATA.VAL_SPLIT 0.2
  mfm finetune classes.yaml --data pets --pretrained mfm_finetune_vit_base.pth EVAL_MODE True`;

function requireFineTuning(config: Config, { scratch }: FinetuneFlags): void {
  if (!isFineTuning(config)) {
    throw new UserError(
      `MODEL.NAME is '${config.MODEL.NAME}', which pre-trains: train it with \`mfm pretrain\`, or set it to finetune, with settings for fine-tuning.`,
    );
  }
  const hasStart = config.PRETRAINED !== '' || config.MODEL.RESUME !== '';
  if (scratch && config.PRETRAINED !== '') {
    throw new UserError(
      '--scratch starts from nothing, and PRETRAINED names a checkpoint to start from: leave out one of them.',
    );
  }
  if (!scratch && !hasStart && !measuresInstead(config)) {
    throw new UserError(
      'Nothing says which encoder to fine-tune: name a checkpoint with --pretrained, or start from nothing with --scratch.',
    );
  }
}

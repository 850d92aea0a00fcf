import type { Command } from 'commander';
import { isPreTraining } from '../../engine/config/purpose.js';
import type { Config } from '../../engine/config/schema.js';
import { UserError } from '../../engine/errors.js';
import { type TrainFlags, train, trainingCommand } from './train.js';

/** `mfm pretrain`: `mfm train` for a config that pre-trains, and no other. */
export function pretrainCommand(): Command {
  return trainingCommand('pretrain')
    .summary('pre-train a model by a config file')
    .description('Pre-trains a model on a folder of images by a config file in the format of the paper.')
    .addHelpText('after', examples)
    .action((file: string, words: string[], flags: TrainFlags) => train(file, words, flags, requirePretraining));
}

const examples = `
Ctrl-C finishes the step, saves and exits with 130; the same command then continues bit for bit.

--pretrained and PRETRAINED take checkpoints of MFM (.safetensors), official .pth files, and the encoders of timm,
torchvision, MAE and DINO in either format; what was loaded, missing, unexpected or resized is said.

Examples:
  mfm pretrain examples/configs/demo.yaml
  mfm pretrain config.yaml --data photos --output runs/first TRAIN.EPOCHS 50 DATA.BATCH_SIZE 32
  mfm pretrain config.yaml --pretrained mae_pretrain_vit_base.pth
  mfm pretrain config.yaml MODEL.RESUME ckpt_epoch_99.pth
  mfm pretrain config.yaml --backend wasm --max-steps 100 --json`;

function requirePretraining(config: Config): void {
  if (isPreTraining(config)) return;
  throw new UserError(
    `MODEL.NAME is '${config.MODEL.NAME}', which learns from labels: train it with \`mfm finetune\` or \`mfm segment\`, or set it to pretrain, with settings for pre-training.`,
  );
}

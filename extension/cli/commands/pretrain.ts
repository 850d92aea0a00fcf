import { resolve } from 'node:path';
import { Command } from 'commander';
import { defaultOutput } from '../../engine/runs/defaultOutput.js';
import type { BackendName } from '../../tensorflow/select.js';
import { keyValuePairs, parsePositiveInteger } from '../arguments.js';
import { backendOption, startBackend } from '../backend.js';
import { watchInterruption } from '../interruption.js';
import { shortPath } from '../progress/eventText.js';
import { runRenderer } from '../progress/renderer.js';

interface PretrainFlags {
  data?: string;
  output?: string;
  pretrained?: string;
  tag?: string;
  resume?: boolean;
  backend?: BackendName;
  maxSteps?: number;
  json?: boolean;
}

/** `mfm pretrain`: trains by a config file and renders the run's events. */
export function pretrainCommand(): Command {
  return new Command('pretrain')
    .summary('pre-train a model by a config file')
    .description('Pre-trains a model on a folder of images by a config file in the format of the paper.')
    .argument('<config>', 'YAML config file')
    .argument('[overrides...]', 'KEY VALUE pairs that override the config, for example TRAIN.EPOCHS 10')
    .option('--data <dir>', 'folder of images (instead of DATA.DATA_PATH)')
    .option('--output <dir>', 'run folder (default: OUTPUT/MODEL.NAME/TAG of the config, or runs/TAG without OUTPUT)')
    .option('--tag <name>', 'name of the run (instead of TAG)')
    .option('--pretrained <file>', 'checkpoint whose encoder a new run starts with (instead of PRETRAINED)')
    .option('--resume', 'continue from the newest checkpoint of the run folder (default: TRAIN.AUTO_RESUME)')
    .option('--no-resume', 'start anew')
    .addOption(backendOption())
    .option('--max-steps <n>', 'stop and save after n steps in all', parsePositiveInteger)
    .option('--json', 'print every event as a line of JSON')
    .addHelpText('after', examples)
    .action(pretrainAction);
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

async function pretrainAction(file: string, words: string[], flags: PretrainFlags): Promise<void> {
  const overrides = keyValuePairs(words);
  if (flags.data !== undefined) overrides.push(['DATA.DATA_PATH', resolve(flags.data)]);
  if (flags.pretrained !== undefined) overrides.push(['PRETRAINED', resolve(flags.pretrained)]);
  if (flags.tag !== undefined) overrides.push(['TAG', flags.tag]);
  const { loadConfig } = await import('../../engine/config/load.js');
  const warnings: string[] = [];
  const config = await loadConfig(file, overrides, sentence => warnings.push(sentence));
  const renderer = runRenderer(flags.json ?? false, config.PRINT_FREQ);
  for (const warning of warnings) renderer.note(`Warning: ${warning}`);
  await startBackend(flags.backend, renderer.note);
  const { attachableRun } = await import('../../worker/attachableRun.js');
  const { RunControl } = await import('../../engine/training/runControl.js');
  const control = new RunControl();

  const interruption = watchInterruption(() =>
    renderer.note('Finishing the step and saving ... press Ctrl-C again to quit at once.'),
  );
  interruption.signal.addEventListener('abort', () => control.stop({ save: true }));
  const output = resolve(flags.output ?? defaultOutput(config, ''));
  const options = {
    config,
    output,
    resume: flags.resume ?? config.TRAIN.AUTO_RESUME,
    maxSteps: flags.maxSteps,
    control,
    record: { command: process.argv.slice(2) },
  };
  try {
    const run = attachableRun(options, renderer.note);
    for await (const event of run) {
      renderer.show(event);
      if (event.type === 'end' && event.report && !flags.json) renderer.note(`Report: ${shortPath(event.report)}`);
    }
  } finally {
    interruption.dispose();
  }
  process.exitCode = interruption.exitCode;
}

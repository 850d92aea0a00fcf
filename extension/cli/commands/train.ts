import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Config } from '../../engine/config/schema.js';
import { defaultOutput } from '../../engine/runs/defaultOutput.js';
import type { BackendName } from '../../tensorflow/select.js';
import { keyValuePairs, parsePositiveInteger } from '../arguments.js';
import { backendOption, startBackend } from '../backend.js';
import { watchInterruption } from '../interruption.js';
import { measureInstead, measuresInstead } from '../measureInstead.js';
import { shortPath } from '../progress/eventText.js';
import { runRenderer } from '../progress/renderer.js';

export interface TrainFlags {
  data?: string;
  output?: string;
  pretrained?: string;
  tag?: string;
  resume?: boolean;
  backend?: BackendName;
  maxSteps?: number;
  json?: boolean;
}

/** `mfm train`: trains by a config file, whatever it describes, and renders the run's events. */
export function trainCommand(): Command {
  return trainingCommand('train')
    .summary('train by a config file: pre-train, or learn classes of images or pixels')
    .description(
      "Trains what a config file describes: MODEL.NAME 'finetune' learns classes from labels, 'segment' those of pixels from masks " +
        '(see mfm segment), anything else pre-trains (see mfm pretrain). Images of a class lie in a folder of its name; with DATA.VAL_PATH, a folder of the same classes, ' +
        'accuracy is measured after each epoch.',
    )
    .addHelpText('after', examples)
    .action((file: string, words: string[], flags: TrainFlags) => train(file, words, flags));
}

const examples = `
Ctrl-C finishes the step, saves and exits with 130; the same command then continues bit for bit.

Examples:
  mfm train classes.yaml --data pets/train DATA.VAL_PATH pets/val
  mfm train classes.yaml --data pets/train --pretrained runs/first/checkpoints/epoch-0100-step-005000.safetensors`;

/** A command that trains, with all its arguments. */
export function trainingCommand(name: string): Command {
  return new Command(name)
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
    .option('--json', 'print every event as a line of JSON');
}

/**
 * Trains, and renders what happens; or measures, where that is what the config asks for.
 *
 * @param check throws UserError for a config that the command does not train
 */
export async function train(
  file: string,
  words: string[],
  flags: TrainFlags,
  check: (config: Config) => void = () => {},
): Promise<void> {
  const overrides = keyValuePairs(words);
  if (flags.data !== undefined) overrides.push(['DATA.DATA_PATH', resolve(flags.data)]);
  if (flags.pretrained !== undefined) overrides.push(['PRETRAINED', resolve(flags.pretrained)]);
  if (flags.tag !== undefined) overrides.push(['TAG', flags.tag]);
  const { loadConfig } = await import('../../engine/config/load.js');
  const warnings: string[] = [];
  const config = await loadConfig(file, overrides, sentence => warnings.push(sentence));
  check(config);
  const renderer = runRenderer(flags.json ?? false, config.PRINT_FREQ);
  for (const warning of warnings) renderer.note(`Warning: ${warning}`);
  if (measuresInstead(config)) return measureInstead(config, flags.backend, flags.json ?? false);
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

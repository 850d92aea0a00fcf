import { Command } from 'commander';
import { version } from '../engine/version.js';
import { attentionCommand } from './commands/attention.js';
import { convertCommand } from './commands/convert.js';
import { doctorCommand } from './commands/doctor.js';
import { evaluateCommand } from './commands/evaluate.js';
import { explainCommand } from './commands/explain.js';
import { featuresCommand } from './commands/features.js';
import { finetuneCommand } from './commands/finetune.js';
import { inspectCommand } from './commands/inspect.js';
import { knnCommand } from './commands/knn.js';
import { mapCommand } from './commands/map.js';
import { neighboursCommand } from './commands/neighbours.js';
import { pretrainCommand } from './commands/pretrain.js';
import { probeCommand } from './commands/probe.js';
import { radiiCommand } from './commands/radii.js';
import { reconstructCommand } from './commands/reconstruct.js';
import { reportCommand } from './commands/report.js';
import { robustnessCommand } from './commands/robustness.js';
import { runsCommand } from './commands/runs.js';
import { segmentCommand } from './commands/segment.js';
import { segmentsCommand } from './commands/segments.js';
import { setupCommand } from './commands/setup.js';
import { spectrumCommand } from './commands/spectrum.js';
import { trainCommand } from './commands/train.js';
import { print } from './output.js';

/**
 * The command line. Each command's file declares its arguments and imports what does the work only when it is called,
 * so that `mfm --help` needs neither tfjs nor TensorFlow.
 */
export function createProgram(): Command {
  const program = new Command('mfm')
    .description('Masked Frequency Modeling: pre-train, watch and take apart vision models in the frequency domain.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', footer);
  const commands = [
    setupCommand(),
    doctorCommand(),
    pretrainCommand(),
    finetuneCommand(),
    trainCommand(),
    segmentCommand(),
    evaluateCommand(),
    robustnessCommand(),
    explainCommand(),
    spectrumCommand(),
    radiiCommand(),
    reconstructCommand(),
    segmentsCommand(),
    attentionCommand(),
    featuresCommand(),
    mapCommand(),
    neighboursCommand(),
    knnCommand(),
    probeCommand(),
    inspectCommand(),
    convertCommand(),
    runsCommand(),
    reportCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: text => print(text.trimEnd()), outputError: () => {} });
  }
  return program;
}

const footer = `
Exit codes: 0 done, 1 unexpected error, 2 bad input, 129 hung up, 130 interrupted, 143 terminated.
Nothing leaves this machine; only "mfm setup" downloads something, through your own pip.`;

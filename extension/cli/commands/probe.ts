import { Command, Option } from 'commander';
import type { SolverName } from '../../engine/probes/linear.js';
import { measureAndPrint } from '../measuring.js';
import { type ProbeFlags, probeRequest, withProbeArguments } from '../probing/flags.js';
import { probeText } from '../probing/text.js';

interface LinearFlags extends ProbeFlags {
  solver: SolverName;
}

/** `mfm probe`: what a linear classifier makes of the features of a frozen encoder. */
export function probeCommand(): Command {
  const command = new Command('probe')
    .summary("tell classes by a linear classifier on a checkpoint's features")
    .description(
      "Measures what a frozen encoder's features are worth to a linear classifier: it is fitted to the features of labelled images, once and exactly, and tells the classes of others. Top-1 and top-5 accuracy.",
    );
  return withProbeArguments(command)
    .addOption(
      new Option('--solver <name>', 'logistic regression by L-BFGS, or ridge regression in closed form')
        .choices(['lbfgs', 'ridge'])
        .default('lbfgs'),
    )
    .addHelpText('after', examples)
    .action((checkpoint: string, train: string, val: string | undefined, flags: LinearFlags) =>
      probeAction([checkpoint, train, val], flags),
    );
}

const examples = `
Features are standardised. The strength of the L2 regularisation is a power of ten, the one with which a fifth of the training
images is told best by the others; all of them are fitted with it. Images are seen whole and in their middle, like those of mfm
features: nothing is augmented. Without VAL a share of each class is held out of TRAIN, drawn by a seed. With --labels so many
images of each class are learned from, others with each seed; printed are each seed, their mean and their standard deviation.

Examples:
  mfm probe run/checkpoints/epoch-0040-step-000160.safetensors imagenet/train imagenet/val
  mfm probe F photos --holdout 0.2 --seeds 5 --solver ridge
  mfm probe F imagenet/train imagenet/val --labels 10% --tokens cls --layer 12 --json`;

async function probeAction(args: [string, string, string?], flags: LinearFlags): Promise<void> {
  const { solver } = flags;
  await measureAndPrint(probeRequest({ name: 'linear', solver }, args, flags), flags, probeText);
}

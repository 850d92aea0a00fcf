import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../engine/config/schema.js';
import type { Task } from '../engine/config/tasks.js';
import { UserError } from '../engine/errors.js';
import type { MaskShape } from '../engine/frequency/maskShape.js';
import type { ImageCorruption } from '../engine/inspect/reconstruction/imageCorruption.js';
import type { MaskKind } from '../engine/inspect/reconstruction/reconstructionMask.js';
import { parsePositive, parsePositiveInteger, parseRadius, type Radius } from './arguments.js';

/** What is done to images before a model sees them; what is not given is as in its training. */
export interface CorruptionFlags {
  task?: Task[];
  mask?: MaskKind;
  radius?: Radius;
  shape?: MaskShape;
  srFactor?: number;
  blurSigma?: number;
  blurSize?: number;
  noiseSigma?: number;
}

const known: readonly Task[] = ['mfm', 'sr', 'deblur', 'denoise'];

export function addCorruptionFlags(command: Command): Command {
  return command
    .option(
      '--task <names>',
      `what is done to the images: ${known.join(', ')}, or several as deblur+mfm (default: the checkpoint's own)`,
      parseTasks,
    )
    .addOption(new Option('--mask <kind>', 'mfm: what survives, low or high frequencies').choices(['low', 'high']))
    .option(
      '--radius <bins>',
      "mfm: where the mask cuts, R, or R1:R2 for a ring (default: the checkpoint's config)",
      parseRadius,
    )
    .addOption(new Option('--shape <form>', 'mfm: form of the mask').choices(['circle', 'square', 'rhombus']))
    .option('--sr-factor <n>', 'sr: how many times smaller, and back', parsePositiveInteger)
    .option('--blur-sigma <pixels>', 'deblur: standard deviation of the kernel', parsePositive)
    .option('--blur-size <pixels>', 'deblur: side of the kernel, odd', parsePositiveInteger)
    .option('--noise-sigma <levels>', 'denoise: standard deviation of Gaussian noise, of 255', parsePositive);
}

/**
 * Loads what decides how images are corrupted, and decides it.
 *
 * @throws UserError when frequencies are to be masked and no --mask says which, or a flag does not fit the model
 */
export async function corruptionOf(
  config: Config,
  flags: CorruptionFlags,
): Promise<ImageCorruption & { tasks: readonly Task[] }> {
  const { imageCorruption, usualTasks } = await import('../engine/inspect/reconstruction/imageCorruption.js');
  const tasks = flags.task ?? usualTasks(config);
  const { mask: kind, radius, shape, srFactor: factor, blurSigma, blurSize, noiseSigma } = flags;
  if (tasks.includes('mfm') && !kind) {
    throw new UserError('Frequencies are to be masked: say with --mask low or --mask high which of them survive.');
  }
  const strength = { factor, blurSigma, blurSize, noiseSigma };
  return { ...imageCorruption(config, { tasks, kind: kind ?? 'low', radius, shape, strength }), tasks };
}

function parseTasks(text: string): Task[] {
  const names = text.split('+');
  const tasks = known.filter(task => names.includes(task));
  if (tasks.length === names.length) return tasks;
  throw new InvalidArgumentError(`Give ${known.join(', ')}, or several of them joined by +.`);
}

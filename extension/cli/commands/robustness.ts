import { basename, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../engine/errors.js';
import type { Baseline } from '../../engine/robustness/meanCorruptionError.js';
import { type RobustnessMeasurement, usualEpsilon } from '../../protocol/measurement.js';
import { type RobustnessTest, robustnessTests } from '../../protocol/robustness.js';
import { parsePositive, parsePositiveInteger } from '../arguments.js';
import { type MeasuringFlags, measureAndPrint, show, underWay, withMeasuringOptions } from '../measuring.js';
import { robustnessText } from '../robustnessText.js';

interface RobustnessFlags extends MeasuringFlags {
  tests: RobustnessTest[];
  epsilon: number;
  radii?: number[];
  images?: number;
  published?: string;
  baseline?: string;
  continue?: string;
  batchSize: number;
}

/** `mfm robustness`: what is left of a fine-tuned checkpoint's accuracy under attacks, corruptions, filters and noise. */
export function robustnessCommand(): Command {
  const command = new Command('robustness')
    .summary('measure a fine-tuned checkpoint under attacks, corruptions and filters')
    .description(
      "Measures how much of a fine-tuned checkpoint's accuracy is left when images are attacked (FGSM, PGD), corrupted (the 15 + 4 kinds of ImageNet-C in 5 severities, made anew: scores are ImageNet-C-style), filtered (only low, or only high frequencies survive) or disturbed by noise of a single frequency (Fourier heat map). " +
        'A folder with some of the classes is measured among these alone, as ImageNet-A and -R are.',
    )
    .argument('[checkpoint]', 'checkpoint of a network that tells classes')
    .argument('[dir]', 'folder of images, with class folders that it was fine-tuned with')
    .addOption(
      new Option('--tests <names...>', 'what it is put to')
        .choices(robustnessTests)
        .default(robustnessTests.slice(0, 3)),
    )
    .option('--epsilon <n>', 'most that an attack changes a pixel, of 255', parsePositive, usualEpsilon)
    .option('--radii <list>', 'radii of the filters in frequency bins, for example 2,4,8,16', parseRadii)
    .option('--images <n>', 'take only so many images, spread over the folder', parsePositiveInteger)
    .option(
      '--published <dir>',
      'take corrupted images from here, <corruption>/<severity>/<class>, as ImageNet-C has them',
    )
    .option('--baseline <file>', "give corruption errors in percent of another measurement's, not of AlexNet's")
    .option('--continue <file>', 'go on with a measurement that was interrupted')
    .option('--batch-size <n>', 'images that are run at once', parsePositiveInteger, 32);
  return withMeasuringOptions(command).addHelpText('after', examples).action(robustness);
}

const examples = `
The textures of frost are drawn, since those of the benchmark are pictures of their own. Attacks are in the maximum norm: FGSM
makes one step of epsilon, PGD five of half of it from a random start.

Examples:
  mfm robustness runs/pets/checkpoints/epoch-0020-step-002000.safetensors pets/val
  mfm robustness F pets/val --tests filters fourier --images 200 --json
  mfm robustness F imagenet-r --tests attacks --epsilon 4
  mfm robustness F imagenet/val --tests corruptions --published imagenet-c
  mfm robustness F pets/val --baseline runs/scratch/measurements/robustness-epoch-0020-step-002000-2026-03-01-120000.mfm.json
  mfm robustness --continue runs/pets/measurements/robustness-epoch-0020-step-002000-2026-03-01-140000.mfm.json`;

async function robustness(
  checkpoint: string | undefined,
  dir: string | undefined,
  flags: RobustnessFlags,
): Promise<void> {
  const { tests, epsilon, radii, images, published, batchSize } = flags;
  const baseline = flags.baseline === undefined ? undefined : await baselineOf(flags.baseline);
  const text = (found: RobustnessMeasurement) => robustnessText(found, baseline);
  if (flags.continue !== undefined) {
    if (checkpoint !== undefined) {
      throw new UserError('--continue goes on with what its file names: leave the checkpoint and the folder out.');
    }
    const file = resolve(flags.continue);
    const { continueMeasurement } = await import('../../engine/measurements/measure.js');
    const found = await underWay(flags, file, hooks => continueMeasurement(file, hooks));
    if (found) await show(flags, found, text, file);
    return;
  }
  if (checkpoint === undefined || dir === undefined) {
    throw new UserError('Name a checkpoint and a folder of images, or a measurement to go on with (--continue).');
  }
  if (published !== undefined && !tests.includes('corruptions')) {
    throw new UserError(
      '--published names corrupted images, and --tests has no corruptions: add them, or leave it out.',
    );
  }
  const request = {
    ...({
      kind: 'robustness',
      checkpoint: resolve(checkpoint),
      folder: resolve(dir),
      tests,
      epsilon,
      radii,
      images,
    } as const),
    ...{ published: published === undefined ? undefined : resolve(published), batchSize },
  };
  await measureAndPrint(request, flags, text);
}

async function baselineOf(file: string): Promise<Baseline> {
  const { readMeasurement } = await import('../../engine/measurements/measurementFile.js');
  const { corruptionErrors } = await import('../../engine/robustness/rowSummaries.js');
  const { measuredBaseline } = await import('../../engine/robustness/meanCorruptionError.js');
  const found = await readMeasurement(resolve(file));
  if (found.kind !== 'robustness' || !found.rows.some(({ kind }) => kind === 'corruption')) {
    throw new UserError(`--baseline ${file} has no corruptions: name a measurement of mfm robustness with them.`);
  }
  return measuredBaseline(`${found.model} (${basename(found.checkpoint)})`, corruptionErrors(found.rows));
}

function parseRadii(text: string): number[] {
  const radii = text.split(',').map(Number);
  if (radii.every(radius => radius > 0 && Number.isFinite(radius))) return radii;
  throw new InvalidArgumentError('Give radii above 0 in frequency bins, for example 2,4,8,16.');
}

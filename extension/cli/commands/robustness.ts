import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { RobustnessPlan } from '../../engine/robustness/plan.js';
import type { RobustnessRow } from '../../protocol/robustness.js';
import type { BackendName } from '../../tensorflow/select.js';
import { parsePositive, parsePositiveInteger } from '../arguments.js';
import { backendOption, startBackend } from '../backend.js';
import { note, print, printJson } from '../output.js';
import { countLine } from '../progress/countLine.js';
import { robustnessText } from '../robustnessText.js';
import { untilInterrupted } from '../untilInterrupted.js';

/** What a classifier is put to. */
const TESTS = ['attacks', 'corruptions', 'filters', 'fourier'] as const;
type Test = (typeof TESTS)[number];

interface RobustnessFlags {
  tests: Test[];
  epsilon: number;
  radii?: number[];
  images?: number;
  batchSize: number;
  backend?: BackendName;
  json?: boolean;
}

/** Places on a side of the Fourier heat map. */
const GRID = 15;
/** Length of its noise on an image of 224 px, whose pixels are in [0, 1] (Yin et al. 2019); that of others goes with their side. */
const NORM = 15.7;

/** `mfm robustness`: what is left of a fine-tuned checkpoint's accuracy under attacks, corruptions, filters and noise. */
export function robustnessCommand(): Command {
  return new Command('robustness')
    .summary('measure a fine-tuned checkpoint under attacks, corruptions and filters')
    .description(
      "Measures how much of a fine-tuned checkpoint's accuracy is left when images are attacked (FGSM, PGD), corrupted (the 15 + 4 kinds of ImageNet-C in 5 severities, made anew: scores are ImageNet-C-style), filtered (only low, or only high frequencies survive) or disturbed by noise of a single frequency (Fourier heat map). " +
        'A folder with some of the classes is measured among these alone, as ImageNet-A and -R are.',
    )
    .argument('<checkpoint>', 'checkpoint of a network that tells classes')
    .argument('<dir>', 'folder of images, with class folders that it was fine-tuned with')
    .addOption(new Option('--tests <names...>', 'what it is put to').choices(TESTS).default(TESTS.slice(0, 3)))
    .option('--epsilon <n>', 'most that an attack changes a pixel, of 255', parsePositive, 1)
    .option('--radii <list>', 'radii of the filters in frequency bins, for example 2,4,8,16', parseRadii)
    .option('--images <n>', 'take only so many images, spread over the folder', parsePositiveInteger)
    .option('--batch-size <n>', 'images that are run at once', parsePositiveInteger, 32)
    .addOption(backendOption())
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(robustness);
}

const examples = `
The textures of frost are drawn, since those of the benchmark are pictures of their own. Attacks are in the maximum norm: FGSM
makes one step of epsilon, PGD five of half of it from a random start.

Examples:
  mfm robustness runs/pets/checkpoints/epoch-0020-step-002000.safetensors pets/val
  mfm robustness F pets/val --tests filters fourier --images 200 --json
  mfm robustness F imagenet-r --tests attacks --epsilon 4`;

async function robustness(file: string, dir: string, flags: RobustnessFlags): Promise<void> {
  const { openImageFolder } = await import('../../engine/data/folder.js');
  const { loadClassifier } = await import('../../engine/checkpoint/storedClassifier.js');
  const { testedClassifier } = await import('../../engine/robustness/testedClassifier.js');
  const { measureRobustness } = await import('../../engine/robustness/robustness.js');
  const folder = await openImageFolder(dir);
  await startBackend(flags.backend, note);
  const loaded = await loadClassifier(file, flags.batchSize);
  const tested = testedClassifier(loaded, folder, file);
  const { side } = tested.view;
  const plan = await planOf(flags, side);
  const line = countLine('Images:');
  await untilInterrupted(line, 'Interrupted: nothing is said of what was measured.', async signal => {
    const rows: RobustnessRow[] = [];
    const batchSize = Math.min(flags.batchSize, folder.entries.length);
    const options = { batchSize, threads: Math.min(4, availableParallelism()), seed: 0, signal };
    for await (const event of measureRobustness(tested, folder, plan, options)) {
      if (event.type === 'row') rows.push(event.row);
      else line.show(event.done, event.total);
    }
    line.end();
    const model = loaded.classifier.name;
    if (flags.json) printJson({ checkpoint: file, model, folder: folder.root, side, rows });
    else print(await robustnessText(model, rows, { grid: GRID, side }));
  });
}

async function planOf({ tests, epsilon, radii, images }: RobustnessFlags, side: number): Promise<RobustnessPlan> {
  const { fgsm, pgd } = await import('../../engine/robustness/attacks.js');
  const { corruptionIds } = await import('../../engine/data/corruptions/registry.js');
  const strength = epsilon / 255;
  return {
    attacks: tests.includes('attacks')
      ? [
          { name: 'FGSM', settings: fgsm(strength) },
          { name: 'PGD', settings: pgd(strength, strength / 2) },
        ]
      : [],
    corruptions: tests.includes('corruptions') ? corruptionIds : [],
    severities: [1, 2, 3, 4, 5],
    radii: tests.includes('filters') ? (radii ?? usualRadii(side)) : [],
    heatMap: tests.includes('fourier') ? { grid: GRID, norm: (NORM * side) / 224 } : undefined,
    images,
  };
}

/** Doubling up to half of the side. */
function usualRadii(side: number): number[] {
  return Array.from({ length: 10 }, (_, i) => 2 ** i).filter(radius => radius <= side / 2);
}

function parseRadii(text: string): number[] {
  const radii = text.split(',').map(Number);
  if (radii.every(radius => radius > 0 && Number.isFinite(radius))) return radii;
  throw new InvalidArgumentError('Give radii above 0 in frequency bins, for example 2,4,8,16.');
}

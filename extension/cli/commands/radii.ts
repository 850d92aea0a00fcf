import { basename, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { AdaptiveRadii } from '../../engine/data/adaptiveRadii.js';
import type { MeasuredRadii, MeasuredRadius } from '../../engine/inspect/spectrum/measureRadii.js';
import { counted, percent } from '../../engine/text/format.js';
import { visibleInLine } from '../../engine/text/visible.js';
import { parsePositiveInteger, parseShare } from '../arguments.js';
import { print, printJson } from '../output.js';
import { countLine } from '../progress/countLine.js';
import { shortPath } from '../progress/eventText.js';
import { requireFolder } from '../requireFolder.js';
import { table } from '../table.js';
import { untilInterrupted } from '../untilInterrupted.js';

interface RadiiFlags {
  energy: number;
  perClass?: boolean;
  size: number;
  images: number;
  output: string;
  json?: boolean;
}

/** `mfm radii`: where to cut the spectra of a data set, measured. */
export function radiiCommand(): Command {
  return new Command('radii')
    .summary('measure the mask radius of a data set')
    .description(
      'Finds the radius inside which a share of the energy of a data set lies, or of each of its classes, and writes the file that DATA.MASK_RADII reads.',
    )
    .argument('<dir>', 'folder of images')
    .option('--energy <share>', 'share of the energy inside the radius, between 0 and 1', parseShare, 0.9)
    .option('--per-class', 'a radius for each class, that is for each folder in DIR')
    .option('--size <pixels>', 'side of the squares that training makes of images, DATA.IMG_SIZE', parseSize, 224)
    .option('--images <n>', 'most images that are measured, of each class with --per-class', parsePositiveInteger, 200)
    .option('--output <file>', 'where the radii go', 'radii.json')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(radiiAction);
}

const examples = `
Each image is made a square (shorter side resized, centre cropped; never scaled up, which would add a cross to its
spectrum and leaves all frequencies at their bins) and transformed; |F|^2 is averaged over images and colours. The radius is the smallest whole number r for which the coefficients nearer than r bins to the constant term
hold the share of the energy, below half the size. The constant term itself counts on neither side: it is the mean
brightness, which is most of the energy of any photograph and says nothing about its structure. "paper" is the share
inside the paper's radius, 16 of 224 bins.

Examples:
  mfm radii photos
  mfm radii photos --per-class --energy 0.95 --output photos/radii.json
  mfm radii imagenet/train --per-class --images 50 --json`;

async function radiiAction(dir: string, flags: RadiiFlags): Promise<void> {
  await requireFolder(dir);
  const { measureRadii } = await import('../../engine/inspect/spectrum/measureRadii.js');
  const { radiiText } = await import('../../engine/data/adaptiveRadii.js');
  const { writeTextAtomically } = await import('../../engine/files/atomicFile.js');
  const { energy, size, images, perClass = false } = flags;
  const line = countLine('Measuring images:');
  await untilInterrupted(line, 'Interrupted: nothing was written.', async signal => {
    const found = await measureRadii(dir, { energy, size, images, perClass, signal, onProgress: line.show });
    line.end();
    await writeTextAtomically(flags.output, radiiText(adaptiveRadii(found, flags)));
    if (flags.json) printJson(asJson(found, flags));
    else print(asText(found, flags));
  });
}

/** What DATA.MASK_RADII reads. */
function adaptiveRadii({ all, classes }: MeasuredRadii, { size, energy }: RadiiFlags): AdaptiveRadii {
  const radii = Object.fromEntries([...classes].map(([name, { radius }]) => [name, radius]));
  return { size, energy, radius: all.radius, classes: radii };
}

function asJson({ side, all, classes, failures }: MeasuredRadii, { size, energy, output }: RadiiFlags) {
  return { file: output, size, side, energy, ...all, classes: Object.fromEntries(classes), failures };
}

function asText({ side, all, classes, failures }: MeasuredRadii, flags: RadiiFlags): string {
  const row = (name: string, { images, radius, kept, keptByPaper }: MeasuredRadius) => [
    name,
    String(images),
    String(radius),
    percent(kept),
    percent(keptByPaper),
  ];
  const lines = [
    `Radii inside which ${percent(flags.energy)} of the energy without the mean lies, in bins at ${flags.size} pixels`,
    table([
      ['class', 'images', 'radius', 'kept', 'paper'],
      ...[...classes].map(([name, measured]) => row(name, measured)),
      row('(all)', all),
    ]),
  ];
  if (side < flags.size) {
    lines.push(
      `Measured at ${side} pixels, which the images have; scaled up to ${flags.size} they have the same frequencies at the same bins.`,
    );
  }
  if (failures.length > 0) {
    lines.push(`Left out ${counted(failures.length, 'file')}:`);
    for (const { path, reason } of failures) lines.push(`  ${visibleInLine(path)}: ${reason}`);
  }
  lines.push(
    `Written to ${shortPath(resolve(flags.output))}. For a config in the same folder with IMG_SIZE ${flags.size}:`,
  );
  lines.push(`  DATA:\n    MASK_RADII: ${basename(flags.output)}`);
  return lines.join('\n');
}

function parseSize(text: string): number {
  const size = parsePositiveInteger(text);
  if (size >= 4 && size <= 4096) return size;
  throw new InvalidArgumentError('Give a number of pixels from 4 to 4096.');
}

import { Command } from 'commander';
import type { RgbImage } from '../../engine/data/image.js';
import { UserError } from '../../engine/errors.js';
import { octaves } from '../../engine/inspect/spectrum/octaves.js';
import type { SpectrumAnalysis } from '../../engine/inspect/spectrum/spectrum.js';
import { percent, significant } from '../../engine/text/format.js';
import { parseRadius, type Radius } from '../arguments.js';
import { print, printHeading, printJson } from '../output.js';
import { outputFolders } from '../outputFolders.js';
import { table } from '../table.js';

const mostPixels = 2 ** 25;

interface SpectrumFlags {
  radius?: Radius;
  out?: string;
  json?: boolean;
}

/** `mfm spectrum`: takes images apart by frequency. */
export function spectrumCommand(): Command {
  return new Command('spectrum')
    .summary('take images apart by frequency')
    .description(
      'Shows how the energy of images spreads over frequencies, and what a low-pass and a high-pass mask leave of them.',
    )
    .argument('<images...>', 'image files of any size and shape')
    .option(
      '--radius <bins>',
      'where the masks cut: R, or R1:R2 for a ring (default: 16/224 of the shorter side)',
      parseRadius,
    )
    .option('--out <dir>', 'write pictures and the radial profile here (in a folder each for several images)')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(spectrumAction);
}

const examples = `
--out gets log-magnitude.png, phase.png, low-pass.png, high-pass.png and radial-profile.csv.

Examples:
  mfm spectrum photo.jpg
  mfm spectrum photo.jpg --radius 16:64 --out spectrum
  mfm spectrum photos/*.jpg --json`;

async function spectrumAction(images: string[], flags: SpectrumFlags): Promise<void> {
  const { decodeImage } = await import('../../engine/data/decode.js');
  const { analyseSpectrum } = await import('../../engine/inspect/spectrum/spectrum.js');
  const { writeSpectrumFiles } = await import('../spectrumFiles.js');
  const folders = flags.out === undefined ? [] : outputFolders(flags.out, images);
  const results = [];
  for (const [i, file] of images.entries()) {
    const analysis = analyseSpectrum(notTooLarge(file, await decodeImage(file)), { radius: flags.radius });
    const folder = folders[i];
    const files = folder === undefined ? undefined : await writeSpectrumFiles(folder, analysis);
    if (flags.json) results.push(asJson(file, analysis, files));
    else {
      if (i > 0) print('');
      printText(file, analysis, folder);
    }
  }
  if (flags.json) printJson(results);
}

/** An image that can be transformed as a whole: transforms, maps and filtered images take over 100 bytes a pixel. */
function notTooLarge(file: string, image: RgbImage): RgbImage {
  const { width, height } = image;
  if (width * height <= mostPixels) return image;
  throw new UserError(
    `${file} has ${width} x ${height} pixels, and spectra are taken of at most 33 million: make it smaller, or cut out a part.`,
  );
}

/** The outer radius is null when there is no ring, as JSON has no infinity. */
function asJson(file: string, analysis: SpectrumAnalysis, files: string[] | undefined) {
  const { width, height, radius, keptEnergy, lowPass, highPass, radialProfile } = analysis;
  return {
    file,
    width,
    height,
    radius: radius.map(r => (Number.isFinite(r) ? r : null)),
    keptEnergy,
    lowPass: lowPass.unclamped,
    highPass: highPass.unclamped,
    radialProfile,
    files,
  };
}

function printText(file: string, analysis: SpectrumAnalysis, folder: string | undefined): void {
  const { width, height, radius, keptEnergy, highPass } = analysis;
  const [inner, outer] = radius;
  const where = Number.isFinite(outer) ? `outside the ring ${inner} to ${outer} bins` : `within ${inner} bins`;
  const lines = [
    `Energy ${where} (kept by low-pass): ${percent(keptEnergy.withDc)}, ${percent(keptEnergy.withoutDc)} without the mean`,
    `High-pass before the clamp: ${significant(highPass.unclamped.min)} to ${significant(highPass.unclamped.max)}, ${percent(highPass.unclamped.below)} below 0`,
    octaveTable(analysis),
  ];
  if (folder !== undefined) lines.push(`Pictures and radial profile: ${folder}`);
  printHeading(file, `: ${width} x ${height}`);
  print(lines.join('\n'));
}

function octaveTable({ radialProfile }: SpectrumAnalysis): string {
  const rows = octaves(radialProfile).map(({ from, to, share }) => [
    from === to ? `${from}` : `${from}-${to}`,
    percent(share),
  ]);
  return table([['bins', 'share of energy'], ...rows]);
}

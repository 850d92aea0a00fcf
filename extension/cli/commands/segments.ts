import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { percent } from '../../engine/text/format.js';
import type { BackendName } from '../../tensorflow/select.js';
import { parseShare } from '../arguments.js';
import { backendOption, startBackend } from '../backend.js';
import { note, print, printJson } from '../output.js';
import { outputFolders } from '../outputFolders.js';
import { table } from '../table.js';

interface SegmentsFlags {
  output?: string;
  opacity: number;
  backend?: BackendName;
  json?: boolean;
}

/** A class in an image. */
interface Found {
  index: number;
  name: string;
  colour: string;
  /** Of the pixels. */
  share: number;
}

/** `mfm segments`: what a checkpoint that segments makes of the pixels of images. */
export function segmentsCommand(): Command {
  return new Command('segments')
    .summary('show which classes a model sees in the pixels of images')
    .description(
      'Lets a checkpoint of mfm segment tell the class of every pixel of images, whatever their size: their short side is made that of the model, and its windows slide over them.',
    )
    .argument('<checkpoint>', 'checkpoint of a network that segments')
    .argument('<images...>', 'image files')
    .option(
      '--output <dir>',
      'folder for the pictures, with one in it for each of several images (default: the name of the image with -segments, or segments)',
    )
    .option('--opacity <share>', 'of the colours over the image, between 0 and 1', parseShare, 0.6)
    .addOption(backendOption())
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(segmentsAction);
}

const examples = `
Written are overlay.png (the colours over the image, and the numbers of their classes), colours.png (the colours alone) and
classes.png (the numbers from 0, as masks have them).

Examples:
  mfm segments runs/masks/checkpoints/epoch-0020-step-002000.safetensors photo.jpg
  mfm segments F a.jpg b.jpg --output segments --opacity 0.4 --json`;

async function segmentsAction(checkpoint: string, images: string[], flags: SegmentsFlags): Promise<void> {
  await startBackend(flags.backend, note);
  const { loadSegmenter } = await import('../../engine/checkpoint/storedSegmenter.js');
  const { classNames } = await import('../../engine/config/segmentation.js');
  const { decodeImage } = await import('../../engine/data/decode.js');
  const { ImageSegmenter } = await import('../../engine/evaluation/imageSegmenter.js');
  const { writeSegmentFiles } = await import('../segmentFiles.js');
  const { segmenter, config } = await loadSegmenter(checkpoint, 1);
  const names = classNames(config);
  const runner = new ImageSegmenter(segmenter, config);
  const output =
    flags.output ?? (images.length > 1 ? 'segments' : `${basename(images[0]!, extname(images[0]!))}-segments`);
  const folders = outputFolders(output, images);
  const results: { image: string; width: number; height: number; classes: Found[]; files: string[] }[] = [];
  for (const [i, file] of images.entries()) {
    const image = await decodeImage(file);
    const classes = (await runner.run(image)).classesAt(image.height, image.width);
    const found = await foundIn(classes, names);
    const present = found.map(({ index }) => index);
    const files = await writeSegmentFiles(folders[i]!, image, classes, present, flags.opacity);
    results.push({ image: file, width: image.width, height: image.height, classes: found, files });
    if (!flags.json) printText(file, found, folders[i]!);
  }
  runner.dispose();
  if (flags.json) printJson({ checkpoint, model: segmenter.name, images: results });
}

/** The classes that pixels have, the most frequent first. */
async function foundIn(classes: Uint8Array, names: readonly string[]): Promise<Found[]> {
  const { classColour } = await import('../../engine/pictures/classColours.js');
  const counts = names.map(() => 0);
  for (const index of classes) counts[index]!++;
  return names
    .map((name, index) => ({ index, name, colour: hex(classColour(index)), share: counts[index]! / classes.length }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}

function printText(image: string, found: readonly Found[], folder: string): void {
  const rows = found.map(({ index, name, colour, share }) => [String(index), name, colour, percent(share)]);
  print(`${image}\n${table([['number', 'class', 'colour', 'pixels'], ...rows])}\nPictures: ${folder}`);
}

function hex(colour: readonly number[]): string {
  return `#${colour.map(value => value.toString(16).padStart(2, '0')).join('')}`;
}

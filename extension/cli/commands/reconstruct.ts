import { Command, Option } from 'commander';
import type { LoadedModel, Reconstruction } from '../../engine/inspect/reconstruct.js';
import type { MaskKind } from '../../engine/inspect/reconstructionMask.js';
import { significant } from '../../engine/report/format.js';
import type { BackendName } from '../../tensorflow/select.js';
import { parseRadius, type Radius } from '../arguments.js';
import { backendOption, startBackend } from '../backend.js';
import { note, print, printJson } from '../output.js';
import { outputFolders } from '../outputFolders.js';
import { table } from '../table.js';

interface ReconstructFlags {
  checkpoint: string;
  mask: MaskKind;
  radius?: Radius;
  out?: string;
  backend?: BackendName;
  json?: boolean;
}

interface Row {
  file: string;
  loss: number;
  psnr: number;
  files?: string[];
}

/** `mfm reconstruct`: what a checkpoint makes of images whose frequencies were masked. */
export function reconstructCommand(): Command {
  return new Command('reconstruct')
    .summary('let a checkpoint restore masked images')
    .description(
      "Masks frequencies of images, lets a checkpoint predict them and reports the masked loss and the PSNR. An image of the model's size is used pixel for pixel; others are resized by their shorter side and cropped to the centre.",
    )
    .argument('<images...>', 'image files')
    .requiredOption(
      '--checkpoint <file>',
      'checkpoint of a pre-trained model (.safetensors of mfm, or an official .pth)',
    )
    .addOption(
      new Option('--mask <kind>', 'what survives: low or high frequencies')
        .choices(['low', 'high'])
        .makeOptionMandatory(),
    )
    .option(
      '--radius <bins>',
      "where the mask cuts: R, or R1:R2 for a ring (default: the checkpoint's config)",
      parseRadius,
    )
    .option('--out <dir>', 'write pictures and the raw prediction here (in a folder each for several images)')
    .addOption(backendOption())
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(reconstructAction);
}

const examples = `
--out gets prediction.safetensors ("prediction", [1, 3, H, W], as the network gives it: normalised by the ImageNet mean
and standard deviation) and pictures: input, corrupted, prediction, restored (the image's own kept frequencies with the
predicted ones in the place of the masked), the log-magnitude spectra of these four, and error (of the prediction).

Examples:
  mfm reconstruct photo.jpg --checkpoint run/checkpoints/epoch-0040-step-000160.safetensors --mask low
  mfm reconstruct a.jpg b.jpg --checkpoint F --mask high --radius 8 --out reconstructions --json`;

async function reconstructAction(images: string[], flags: ReconstructFlags): Promise<void> {
  await startBackend(flags.backend, note);
  const { loadModel, Reconstructor, requireDecoder } = await import('../../engine/inspect/reconstruct.js');
  const { reconstructionMask, withMaskedLoss } = await import('../../engine/inspect/reconstructionMask.js');
  const { toPlanar } = await import('../../engine/data/image.js');
  const { prepareImage } = await import('../../engine/data/prepare.js');
  const { writeReconstructionFiles } = await import('../reconstructionFiles.js');

  const loaded = await loadModel(flags.checkpoint);
  requireDecoder(loaded);
  const size = loaded.model.imageSize;
  const { mask, radius } = reconstructionMask(loaded.config, flags.mask, flags.radius);
  const reconstructor = new Reconstructor(loaded.model, withMaskedLoss(loaded.config));
  const folders = flags.out === undefined ? [] : outputFolders(flags.out, images);
  const rows: Row[] = [];
  for (const [i, file] of images.entries()) {
    const image = toPlanar(await prepareImage(file, size));
    const result: Reconstruction = await reconstructor.run(image, { masks: mask });
    const folder = folders[i];
    const files = folder === undefined ? undefined : await writeReconstructionFiles(folder, size, image, mask, result);
    rows.push({ file, loss: result.loss, psnr: result.psnr[0]!, files });
  }
  reconstructor.dispose();
  if (flags.json) printJson(asJson(loaded, flags, radius, rows));
  else printText(flags, radius, rows);
}

function asJson({ progress }: LoadedModel, flags: ReconstructFlags, radius: [number, number], images: Row[]) {
  return {
    checkpoint: flags.checkpoint,
    ...progress,
    mask: flags.mask,
    radius: radius.map(r => (Number.isFinite(r) ? r : null)),
    images,
  };
}

function printText(flags: ReconstructFlags, [inner, outer]: [number, number], rows: Row[]): void {
  const ring = Number.isFinite(outer) ? ` to ${outer}` : '';
  print(`${flags.mask}-pass mask, radius ${inner}${ring} bins`);
  print(
    table([
      ['image', 'loss', 'PSNR'],
      ...rows.map(row => [row.file, significant(row.loss), `${row.psnr.toFixed(2)} dB`]),
    ]),
  );
  if (flags.out !== undefined) print(`Pictures and raw predictions: ${flags.out}`);
}

import { Command } from 'commander';
import type { LoadedModel } from '../../engine/checkpoint/loadModel.js';
import { sideOf } from '../../engine/input/input.js';
import type { MaskKind, ReconstructionMask } from '../../engine/inspect/reconstruction/reconstructionMask.js';
import type { psnrOf } from '../../engine/inspect/reconstruction/restoration.js';
import { significant } from '../../engine/text/format.js';
import type { BackendName } from '../../tensorflow/select.js';
import { backendOption, startBackend } from '../backend.js';
import { addCorruptionFlags, type CorruptionFlags, corruptionOf } from '../corruptionFlags.js';
import { note, print, printJson } from '../output.js';
import { outputFolders } from '../outputFolders.js';
import { table } from '../table.js';

interface ReconstructFlags extends CorruptionFlags {
  checkpoint: string;
  out?: string;
  backend?: BackendName;
  json?: boolean;
}

interface Row {
  file: string;
  loss: number;
  /** Against the original in dB: of what the model was given, of the restored image, and of the prediction where that is another. */
  psnr: ReturnType<typeof psnrOf>;
  files?: string[];
}

type Corruption = Awaited<ReturnType<typeof corruptionOf>>;

/** `mfm reconstruct`: what a checkpoint makes of images that were corrupted. */
export function reconstructCommand(): Command {
  const command = new Command('reconstruct')
    .summary('let a checkpoint restore corrupted images')
    .description(
      "Corrupts images as a checkpoint's model was trained to restore them (masked frequencies, lost resolution, blur, noise), lets it predict them and reports the loss and the PSNR before and after. An image of the model's size is used pixel for pixel; others are resized by their shorter side and cropped to the centre.",
    )
    .argument('<images...>', 'image files')
    .requiredOption(
      '--checkpoint <file>',
      'checkpoint of a pre-trained model (.safetensors of mfm, or an official .pth)',
    );
  return addCorruptionFlags(command)
    .option('--out <dir>', 'write pictures and the raw prediction here (in a folder each for several images)')
    .addOption(backendOption())
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(reconstructAction);
}

const examples = `
--out gets pictures: input (what the model is given), restored, original, the log-magnitude spectra of these, and error (of the
restored image). Where frequencies alone are masked, the restored image has the kept ones with the predicted in the place of
the others, and prediction is the whole of what the model gives, of which the loss may ask only a part; else the restored
image is the prediction. prediction.safetensors has it as the network gives it ("prediction", [1, 3, H, W], normalised).
What is drawn, such as noise, is the same every time: it follows from the SEED of the checkpoint's config.

Examples:
  mfm reconstruct photo.jpg --checkpoint run/checkpoints/epoch-0040-step-000160.safetensors --mask low
  mfm reconstruct a.jpg b.jpg --checkpoint F --mask high --radius 8 --out reconstructions --json
  mfm reconstruct photo.jpg --checkpoint F --task deblur --blur-sigma 5 --blur-size 13
  mfm reconstruct photo.jpg --checkpoint F --task denoise+mfm --mask low --noise-sigma 75`;

async function reconstructAction(images: string[], flags: ReconstructFlags): Promise<void> {
  await startBackend(flags.backend, note);
  const { loadModel, requireDecoder } = await import('../../engine/checkpoint/loadModel.js');
  const { Reconstructor } = await import('../../engine/methods/mfm/reconstruct.js');
  const { withMaskedLoss } = await import('../../engine/inspect/reconstruction/reconstructionMask.js');
  const { toPlanar } = await import('../../engine/data/image.js');
  const { prepareImage } = await import('../../engine/data/prepare.js');
  const { psnrOf, restorationOf } = await import('../../engine/inspect/reconstruction/restoration.js');
  const { writeReconstructionFiles } = await import('../reconstructionFiles.js');

  const loaded = await loadModel(flags.checkpoint);
  requireDecoder(loaded);
  const size = sideOf(loaded.model.input);
  const corruption = await corruptionOf(loaded.config, flags);
  // Only of a mask alone is it known which frequencies of the image the model saw as they are.
  const kept = corruption.degradation ? undefined : corruption.mask!.mask;
  const reconstructor = new Reconstructor(loaded.model, withMaskedLoss(loaded.config));
  const folders = flags.out === undefined ? [] : outputFolders(flags.out, images);
  const rows: Row[] = [];
  for (const [i, file] of images.entries()) {
    const image = toPlanar(await prepareImage(file, size));
    const result = await reconstructor.run(image, corruption.take(image));
    const restoration = restorationOf(loaded.model.input, image, result, kept);
    const folder = folders[i];
    const write = () => writeReconstructionFiles(folder!, size, restoration, result.prediction);
    const files = folder === undefined ? undefined : await write();
    rows.push({ file, loss: result.loss, psnr: psnrOf(restoration), files });
  }
  reconstructor.dispose();
  if (flags.json) printJson(asJson(loaded, flags, corruption, rows));
  else printText(flags, corruption, rows);
}

function asJson({ progress }: LoadedModel, flags: ReconstructFlags, corruption: Corruption, images: Row[]) {
  const { tasks, degradation, mask } = corruption;
  return {
    checkpoint: flags.checkpoint,
    ...progress,
    tasks,
    degradation: degradation ?? null,
    mask: mask ? flags.mask : null,
    radius: mask ? mask.radius.map(r => (Number.isFinite(r) ? r : null)) : null,
    shape: mask ? mask.shape : null,
    images,
  };
}

function printText(flags: ReconstructFlags, { degradation, mask }: Corruption, rows: Row[]): void {
  if (degradation) print(degradation);
  if (mask) print(maskLine(flags.mask!, mask));
  print(
    table([
      ['image', 'loss', 'PSNR of the input', 'restored'],
      ...rows.map(({ file, loss, psnr }) => [file, significant(loss), decibels(psnr.input), decibels(psnr.restored)]),
    ]),
  );
  if (flags.out !== undefined) print(`Pictures and raw predictions: ${flags.out}`);
}

function maskLine(kind: MaskKind, { radius: [inner, outer], shape, areaMatched }: ReconstructionMask): string {
  const ring = Number.isFinite(outer) ? ` to ${outer}` : '';
  const form = shape === 'circle' ? '' : `, ${shape}${areaMatched ? ' of matched area' : ''}`;
  return `${kind}-pass mask, radius ${inner}${ring} bins${form}`;
}

function decibels(value: number): string {
  return `${value.toFixed(2)} dB`;
}

import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type MaskLayout, maskLayouts } from '../../engine/config/segmentation.js';
import { UserError } from '../../engine/errors.js';
import { parsePositiveInteger } from '../arguments.js';
import { startBackend } from '../backend.js';
import { type MeasuringFlags, measureAndPrint, withMeasuringOptions } from '../measuring.js';
import { note } from '../output.js';

interface EvaluateFlags extends MeasuringFlags {
  batchSize: number;
  average?: boolean;
  throughput?: boolean;
  layout?: MaskLayout;
}

/** `mfm evaluate`: how often a fine-tuned checkpoint is right about labelled images, or one that segments about pixels. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .summary('measure the accuracy or mean IoU of a checkpoint, or its speed')
    .description(
      "Measures a fine-tuned checkpoint, of mfm or official, on a folder of labelled images: top-1 and top-5 accuracy, of each class too, and which classes are taken for which. Images are seen as the checkpoint's config says (TEST.CROP, TEST.CROP_RATIO). Of a checkpoint that segments it measures mean IoU, IoU of each class and pixel accuracy on a folder of images with masks. A config of fine-tuning or segmentation with EVAL_MODE True has mfm finetune or mfm segment do the same on its held-out images.",
    )
    .argument('<checkpoint>', 'checkpoint of a network that tells classes of images or pixels')
    .argument('<dir>', 'folder of images, with the class folders that it was fine-tuned with, or of images with masks')
    .option('--batch-size <n>', 'images that are run at once, or windows of them', parsePositiveInteger, 32)
    .option(
      '--average',
      'measure the averages of weights of a fine-tuning with TRAIN.EMA_DECAY, not the trained weights',
    )
    .option('--throughput', 'measure how many images a second it takes instead')
    .addOption(
      new Option('--layout <name>', 'segmentation: how images and masks lie (default: as in its training)').choices(
        maskLayouts,
      ),
    );
  return withMeasuringOptions(command).addHelpText('after', examples).action(evaluate);
}

const examples = `
Examples:
  mfm evaluate runs/pets/checkpoints/epoch-0020-step-002000.safetensors pets/val
  mfm evaluate mfm_finetune_vit_base.pth imagenet/val --batch-size 64 --json
  mfm evaluate mfm_finetune_vit_base.pth imagenet/val --batch-size 64 --throughput
  mfm evaluate runs/masks/checkpoints/epoch-0020-step-002000.safetensors ade20k --layout ade20k`;

async function evaluate(file: string, dir: string, flags: EvaluateFlags): Promise<void> {
  const { segmentsPixels } = await import('../../engine/checkpoint/storedSegmenter.js');
  await ((await segmentsPixels(file)) ? evaluateSegmenter : evaluateClassifier)(file, dir, flags);
}

async function evaluateClassifier(file: string, dir: string, flags: EvaluateFlags): Promise<void> {
  const { batchSize, average, throughput, backend, json } = flags;
  if (!throughput) {
    const { accuracyText } = await import('../accuracyText.js');
    const request = { kind: 'accuracy', checkpoint: resolve(file), average, folder: resolve(dir), batchSize } as const;
    return measureAndPrint(request, flags, accuracyText);
  }
  const { openImageFolder } = await import('../../engine/data/folder.js');
  const { loadClassifier } = await import('../../engine/checkpoint/storedClassifier.js');
  const { compiledClassifier, pixelClassifier } = await import('../../engine/models/pixelClassifier.js');
  const { measureThroughput } = await import('../measureThroughput.js');
  const folder = await openImageFolder(dir);
  await startBackend(backend, note);
  const { classifier, config } = await loadClassifier(file, batchSize, { average });
  const DATA = { ...config.DATA, BATCH_SIZE: Math.min(batchSize, folder.entries.length) };
  const compile = () => compiledClassifier(pixelClassifier(classifier));
  await measureThroughput({ name: classifier.name, config: { ...config, DATA }, file, folder, compile }, json ?? false);
}

async function evaluateSegmenter(file: string, dir: string, flags: EvaluateFlags): Promise<void> {
  const { batchSize, throughput, layout, backend, json, average } = flags;
  if (average) {
    throw new UserError(
      '--average is of fine-tuning with TRAIN.EMA_DECAY: leave it out for a checkpoint that segments.',
    );
  }
  const request = {
    kind: 'segmentation',
    ...{ checkpoint: resolve(file), folder: resolve(dir), layout, batchSize },
  } as const;
  if (!throughput) {
    const { segmentationText } = await import('../segmentationText.js');
    return measureAndPrint(request, flags, segmentationText);
  }
  const { openMaskedFolder } = await import('../../engine/measurements/segmentation.js');
  const { loadSegmenter } = await import('../../engine/checkpoint/storedSegmenter.js');
  const { compiledSegmenter, pixelSegmenter } = await import('../../engine/models/segmentation/pixelSegmenter.js');
  const { measureThroughput } = await import('../measureThroughput.js');
  await startBackend(backend, note);
  const loaded = await loadSegmenter(file, batchSize);
  const folder = await openMaskedFolder(loaded, request);
  const { segmenter, config } = loaded;
  const DATA = { ...config.DATA, BATCH_SIZE: batchSize };
  const compile = () => compiledSegmenter(pixelSegmenter(segmenter));
  await measureThroughput({ name: segmenter.name, config: { ...config, DATA }, file, folder, compile }, json ?? false);
}

import { Command, Option } from 'commander';
import { type MaskLayout, maskLayouts } from '../../engine/config/segmentation.js';
import type { BackendName } from '../../tensorflow/select.js';
import { parsePositiveInteger } from '../arguments.js';
import { backendOption, startBackend } from '../backend.js';
import { note } from '../output.js';

interface EvaluateFlags {
  batchSize: number;
  throughput?: boolean;
  layout?: MaskLayout;
  backend?: BackendName;
  json?: boolean;
}

/** `mfm evaluate`: how often a fine-tuned checkpoint is right about labelled images, or one that segments about pixels. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .summary('measure the accuracy or mean IoU of a checkpoint, or its speed')
    .description(
      "Measures a fine-tuned checkpoint, of mfm or official, on a folder of labelled images: top-1 and top-5 accuracy, of each class too, and which classes are taken for which. Images are seen as the checkpoint's config says (TEST.CROP, TEST.CROP_RATIO). Of a checkpoint that segments it measures mean IoU, IoU of each class and pixel accuracy on a folder of images with masks. A config of fine-tuning or segmentation with EVAL_MODE True has mfm finetune or mfm segment do the same on its held-out images.",
    )
    .argument('<checkpoint>', 'checkpoint of a network that tells classes of images or pixels')
    .argument('<dir>', 'folder of images, with the class folders that it was fine-tuned with, or of images with masks')
    .option('--batch-size <n>', 'images that are run at once, or windows of them', parsePositiveInteger, 32)
    .option('--throughput', 'measure how many images a second it takes instead')
    .addOption(
      new Option('--layout <name>', 'segmentation: how images and masks lie (default: as in its training)').choices(
        maskLayouts,
      ),
    )
    .addOption(backendOption())
    .option('--json', 'print JSON, with some images of each pair of classes, or the worst of each class of pixels')
    .addHelpText('after', examples)
    .action(evaluate);
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
  const { openImageFolder } = await import('../../engine/data/folder.js');
  const { loadClassifier } = await import('../../engine/checkpoint/storedClassifier.js');
  const { measureClassifier } = await import('../measureNetwork.js');
  const { batchSize, throughput, backend, json } = flags;
  const folder = await openImageFolder(dir);
  await startBackend(backend, note);
  const loaded = await loadClassifier(file, batchSize);
  const DATA = { ...loaded.config.DATA, BATCH_SIZE: Math.min(batchSize, folder.entries.length) };
  await measureClassifier({ ...loaded, config: { ...loaded.config, DATA }, file, folder }, { throughput, json });
}

async function evaluateSegmenter(file: string, dir: string, flags: EvaluateFlags): Promise<void> {
  const { openMasksToMeasure } = await import('../../engine/data/maskFolder.js');
  const { loadSegmenter } = await import('../../engine/checkpoint/storedSegmenter.js');
  const { classNames } = await import('../../engine/config/segmentation.js');
  const { measureSegmenter } = await import('../measureNetwork.js');
  const { batchSize, throughput, layout, backend, json } = flags;
  await startBackend(backend, note);
  const { segmenter, config } = await loadSegmenter(file, batchSize);
  const { SEGMENTATION, DATA } = config;
  const asked = {
    ...config,
    DATA: { ...DATA, BATCH_SIZE: batchSize },
    // Another layout leaves the classes as they are.
    SEGMENTATION: {
      ...SEGMENTATION,
      LAYOUT: layout ?? SEGMENTATION.LAYOUT,
      CLASSES: segmenter.classes,
      NAMES: classNames(config),
    },
  };
  const folder = await openMasksToMeasure(dir, asked, { key: '<dir>', layoutKey: '--layout' });
  await measureSegmenter({ segmenter, config: asked, file, folder }, { throughput, json });
}

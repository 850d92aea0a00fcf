import { resolve } from 'node:path';
import { Command } from 'commander';
import { parsePositiveInteger } from '../arguments.js';
import { startBackend } from '../backend.js';
import { type MeasuringFlags, measureAndPrint, withMeasuringOptions } from '../measuring.js';
import { note } from '../output.js';

interface EvaluateFlags extends MeasuringFlags {
  batchSize: number;
  average?: boolean;
  throughput?: boolean;
}

/** `mfm evaluate`: how often a fine-tuned checkpoint is right about labelled images. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .summary('measure the accuracy of a fine-tuned checkpoint, or its speed')
    .description(
      "Measures a fine-tuned checkpoint, of mfm or official, on a folder of labelled images: top-1 and top-5 accuracy, of each class too, and which classes are taken for which. Images are seen as the checkpoint's config says (TEST.CROP, TEST.CROP_RATIO). A config of fine-tuning with EVAL_MODE True has mfm finetune do the same on its held-out images.",
    )
    .argument('<checkpoint>', 'checkpoint of a network that tells classes')
    .argument('<dir>', 'folder of images, with the class folders that it was fine-tuned with')
    .option('--batch-size <n>', 'images that are run at once', parsePositiveInteger, 32)
    .option(
      '--average',
      'measure the averages of weights of a fine-tuning with TRAIN.EMA_DECAY, not the trained weights',
    )
    .option('--throughput', 'measure how many images a second it takes instead');
  return withMeasuringOptions(command).addHelpText('after', examples).action(evaluate);
}

const examples = `
Examples:
  mfm evaluate runs/pets/checkpoints/epoch-0020-step-002000.safetensors pets/val
  mfm evaluate mfm_finetune_vit_base.pth imagenet/val --batch-size 64 --json
  mfm evaluate mfm_finetune_vit_base.pth imagenet/val --batch-size 64 --throughput`;

async function evaluate(file: string, dir: string, flags: EvaluateFlags): Promise<void> {
  const { batchSize, average, throughput, backend, json } = flags;
  if (!throughput) {
    const { accuracyText } = await import('../accuracyText.js');
    const request = { kind: 'accuracy', checkpoint: resolve(file), average, folder: resolve(dir), batchSize } as const;
    return measureAndPrint(request, flags, accuracyText);
  }
  const { openImageFolder } = await import('../../engine/data/folder.js');
  const { loadClassifier } = await import('../../engine/checkpoint/storedClassifier.js');
  const { measureThroughput } = await import('../measureThroughput.js');
  const folder = await openImageFolder(dir);
  await startBackend(backend, note);
  const loaded = await loadClassifier(file, batchSize, { average });
  const DATA = { ...loaded.config.DATA, BATCH_SIZE: Math.min(batchSize, folder.entries.length) };
  await measureThroughput({ ...loaded, config: { ...loaded.config, DATA }, file, folder }, json ?? false);
}

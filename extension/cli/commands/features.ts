import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { LoadedModel } from '../../engine/checkpoint/loadModel.js';
import type { Pool } from '../../engine/inspect/features/featureExtractor.js';
import type { WrittenFeatures } from '../../engine/inspect/features/writeFeatures.js';
import { counted } from '../../engine/text/format.js';
import type { BackendName } from '../../tensorflow/select.js';
import { parsePositiveInteger } from '../arguments.js';
import { backendOption, startBackend } from '../backend.js';
import { leftOutLines } from '../leftOut.js';
import { loadedModel } from '../loadedModel.js';
import { type LayerChoice, layerIndex, parseOneLayer } from '../lookArguments.js';
import { note, print, printJson } from '../output.js';
import { countLine } from '../progress/countLine.js';
import { shortPath } from '../progress/eventText.js';
import { untilInterrupted } from '../untilInterrupted.js';

interface FeaturesFlags {
  checkpoint: string;
  output: string;
  pool: Pool;
  layer: LayerChoice;
  batchSize: number;
  backend?: BackendName;
  json?: boolean;
}

/** `mfm features`: what a checkpoint's encoder makes of every image of a folder. */
export function featuresCommand(): Command {
  return new Command('features')
    .summary('write the features of all images of a folder')
    .description(
      "Runs every image of a folder, and of the folders in it, through a checkpoint's encoder, and writes their features as safetensors. An image of the model's size is used pixel for pixel; others are resized by their shorter side and cropped to the centre. Nothing is masked.",
    )
    .argument('<dir>', 'folder of images; the folders in it are classes')
    .requiredOption('--checkpoint <file>', 'checkpoint of mfm, or a .pth or .safetensors of an encoder')
    .option('--output <file>', 'where the features go', 'features.safetensors')
    .addOption(
      new Option('--pool <kind>', 'of each image: the mean over its patches, its class token, or all tokens')
        .choices(['mean', 'class', 'tokens'])
        .default('mean'),
    )
    .option('--layer <n>', 'tokens of a layer by its number from 1; last = of the whole encoder', parseOneLayer, 'last')
    .option('--batch-size <n>', 'images that are run at once', parsePositiveInteger, 16)
    .addOption(backendOption())
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(featuresAction);
}

const examples = `
The file has "features", F32 [images, width] (with --pool tokens [images, tokens, width], the class token first), and where
there are class folders "labels", I64 [images]; its metadata names the images, the classes and the checkpoint. The mean
over patches is the default because the paper fine-tunes with it, and every model has it. Files that cannot be read are
left out and named.

Examples:
  mfm features photos --checkpoint run/checkpoints/epoch-0040-step-000160.safetensors
  mfm features imagenet/val --checkpoint F --output val.safetensors --batch-size 64 --json
  mfm features photos --checkpoint F --layer 6 --pool tokens`;

async function featuresAction(dir: string, flags: FeaturesFlags): Promise<void> {
  await startBackend(flags.backend, note);
  const { openImageFolder } = await import('../../engine/data/folder.js');
  const { featureMetadata } = await import('../../engine/inspect/features/featureMetadata.js');
  const { writeFeatures } = await import('../../engine/inspect/features/writeFeatures.js');

  const folder = await openImageFolder(dir);
  const loaded = await loadedModel(flags.checkpoint);
  const layer = layerIndex(flags.layer, loaded.model.encoder.layers.length);
  const { pool, batchSize, output } = flags;
  const line = countLine('Images:');
  await untilInterrupted(line, 'Interrupted: nothing was written.', async signal => {
    const written = await writeFeatures(output, folder, loaded.model, {
      pool,
      layer,
      batchSize: Math.min(batchSize, folder.entries.length),
      threads: Math.min(4, availableParallelism()),
      about: featureMetadata(loaded, { pool, layer }),
      signal,
      onProgress: line.show,
    });
    line.end();
    if (flags.json) printJson(asJson(flags, loaded, folder.classes, written));
    else print(asText(flags, loaded, folder.classes, written));
  });
}

function asJson(
  { checkpoint, output, pool, layer }: FeaturesFlags,
  { model, report }: LoadedModel,
  classes: string[],
  written: WrittenFeatures,
) {
  return { file: output, checkpoint, model: model.name, pool, layer, ...written, classes, report };
}

function asText(
  { output }: FeaturesFlags,
  { model }: LoadedModel,
  classes: string[],
  { shape, skipped }: WrittenFeatures,
) {
  return [
    `${model.name}: features of ${counted(shape[0]!, 'image')}, [${shape.join(', ')}]`,
    ...(classes.length > 0 ? [`Labels: ${classes.join(', ')}`] : []),
    ...leftOutLines(skipped),
    `Written to ${shortPath(resolve(output))}`,
  ].join('\n');
}

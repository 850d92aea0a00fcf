import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { LoadedModel } from '../../engine/checkpoint/loadModel.js';
import type { ImageFeatures } from '../../engine/inspect/features/imageFeatures.js';
import type { Projection } from '../../engine/map/project.js';
import { counted, percent } from '../../engine/text/format.js';
import type { MapMethod } from '../../protocol/mapApi.js';
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

interface MapFlags {
  method: MapMethod;
  images: number;
  layer: LayerChoice;
  output: string;
  backend?: BackendName;
  json?: boolean;
}

/** `mfm map`: a folder's images as points, by what a checkpoint's encoder makes of them. */
export function mapCommand(): Command {
  return new Command('map')
    .summary("put a folder's images on a plane by a checkpoint's features")
    .description(
      "Runs images of a folder, and of the folders in it, through a checkpoint's encoder, puts their features on a plane so that images that are alike are near each other, and writes the points as JSON. An image of the model's size is used pixel for pixel; others are resized by their shorter side and cropped to the centre.",
    )
    .argument('<checkpoint>', 'checkpoint of mfm, or a .pth or .safetensors of an encoder')
    .argument('<dir>', 'folder of images; the folders in it are classes')
    .addOption(
      new Option('--method <name>', 'first two principal components, or UMAP, which keeps neighbours together')
        .choices(['pca', 'umap'])
        .default('pca'),
    )
    .option('--images <n>', 'images at most, spread evenly over the folder', parsePositiveInteger, 2000)
    .option('--layer <n>', 'tokens of a layer by its number from 1; last = of the whole encoder', parseOneLayer, 'last')
    .option('--output <file>', 'where the points go', 'map.json')
    .addOption(backendOption())
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(mapAction);
}

const examples = `
Features are the mean over an image's patches. UMAP is seeded: the same images give the same map. Files that cannot be read
are left out and named.

Examples:
  mfm map run/checkpoints/epoch-0040-step-000160.safetensors photos
  mfm map F imagenet/val --method umap --images 5000 --output val.json
  mfm map F photos --layer 6 --json`;

async function mapAction(checkpoint: string, dir: string, flags: MapFlags): Promise<void> {
  await startBackend(flags.backend, note);
  const { writeTextAtomically } = await import('../../engine/files/atomicFile.js');
  const { folderFeatures } = await import('../../engine/map/folderFeatures.js');
  const { mapSource } = await import('../../engine/map/mapSource.js');
  const { project } = await import('../../engine/map/project.js');

  const source = await mapSource(dir, flags.images);
  const loaded = await loadedModel(checkpoint);
  const layer = layerIndex(flags.layer, loaded.model.encoder.layers.length);
  const [images, epochs] = [countLine('Images:'), countLine('Epochs of UMAP:')];
  let line = images;
  await untilInterrupted({ end: () => line.end() }, 'Interrupted: nothing was written.', async signal => {
    const features = await folderFeatures(source, loaded.model, { layer, signal, onProgress: images.show });
    line.end();
    line = epochs;
    const projection = await project(features, flags.method, { signal, onProgress: epochs.show });
    line.end();
    const points = pointsOf(features, source.classes, projection);
    const about = {
      checkpoint,
      model: loaded.model.name,
      folder: source.root,
      method: flags.method,
      layer: flags.layer,
    };
    const { explained } = projection;
    await writeTextAtomically(flags.output, `${JSON.stringify({ ...about, explained, points }, null, 1)}\n`);
    const { failed } = features;
    if (flags.json) {
      const { classes } = source;
      printJson({
        file: flags.output,
        ...about,
        images: points.length,
        explained,
        classes,
        failed,
        report: loaded.report,
      });
    } else print(asText(flags, loaded, features, projection));
  });
}

/** Points as they are written; images in no folder of the folder have no class. */
function pointsOf({ entries }: ImageFeatures, classes: readonly string[], { points }: Projection) {
  return entries.map(({ path, label }, i) => {
    return { path, class: classes[label], x: points[2 * i]!, y: points[2 * i + 1]! };
  });
}

function asText(
  { output, method }: MapFlags,
  { model }: LoadedModel,
  { entries, failed }: ImageFeatures,
  { explained }: Projection,
): string {
  const how = explained
    ? `along two principal components, which have ${percent(explained[0] + explained[1])} of the variance`
    : `by ${method.toUpperCase()}`;
  const lines = [`${model.name}: ${counted(entries.length, 'image')} on a plane, ${how}`, ...leftOutLines(failed)];
  return [...lines, `Written to ${shortPath(resolve(output))}`].join('\n');
}

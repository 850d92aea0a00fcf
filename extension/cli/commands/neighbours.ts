import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { BackendName } from '../../tensorflow/select.js';
import { parsePositiveInteger } from '../arguments.js';
import { backendOption, startBackend } from '../backend.js';
import { leftOutLines } from '../leftOut.js';
import { loadedModel } from '../loadedModel.js';
import { type LayerChoice, layerIndex, parseOneLayer } from '../lookArguments.js';
import { note, print, printJson } from '../output.js';
import { countLine } from '../progress/countLine.js';
import { table } from '../table.js';
import { untilInterrupted } from '../untilInterrupted.js';

interface NeighboursFlags {
  count: number;
  images: number;
  layer: LayerChoice;
  backend?: BackendName;
  json?: boolean;
}

/** `mfm neighbours`: the images of a folder that a checkpoint's encoder finds most like an image. */
export function neighboursCommand(): Command {
  return new Command('neighbours')
    .summary("find the images that a checkpoint's features say are most like one")
    .description(
      "Runs an image and those of a folder through a checkpoint's encoder, and lists the images of the folder by the cosine similarity of their features to the image's, the nearest first. The image itself is left out where it lies in the folder.",
    )
    .argument('<checkpoint>', 'checkpoint of mfm, or a .pth or .safetensors of an encoder')
    .argument('<image>', 'image to find others for')
    .argument('<dir>', 'folder of images to find them in')
    .option('--count <n>', 'neighbours to list', parsePositiveInteger, 10)
    .option('--images <n>', 'images at most, spread evenly over the folder', parsePositiveInteger, 2000)
    .option('--layer <n>', 'tokens of a layer by its number from 1; last = of the whole encoder', parseOneLayer, 'last')
    .addOption(backendOption())
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(neighboursAction);
}

const examples = `
Features are the mean over an image's patches. Files of the folder that cannot be read are left out and named.

Examples:
  mfm neighbours run/checkpoints/epoch-0040-step-000160.safetensors photos/cats/cat7.jpg photos
  mfm neighbours F query.png imagenet/val --count 50 --images 50000 --json`;

async function neighboursAction(checkpoint: string, image: string, dir: string, flags: NeighboursFlags): Promise<void> {
  await startBackend(flags.backend, note);
  const { folderFeatures } = await import('../../engine/map/folderFeatures.js');
  const { mapSource } = await import('../../engine/map/mapSource.js');
  const { nearestRows } = await import('../../engine/map/nearestRows.js');
  const { oneImage } = await import('../../engine/map/oneImage.js');

  const source = await mapSource(dir, flags.images);
  const { model, report } = await loadedModel(checkpoint);
  const layer = layerIndex(flags.layer, model.encoder.layers.length);
  const line = countLine('Images:');
  await untilInterrupted(line, 'Interrupted.', async signal => {
    const query = await oneImage(image, model, layer);
    const bank = await folderFeatures(source, model, { layer, signal, onProgress: line.show });
    line.end();
    const { entries, failed } = bank;
    const own = await realpath(image);
    const isOther = await Promise.all(
      entries.map(async ({ path }) => (await realpath(join(source.root, path))) !== own),
    );
    const near = nearestRows(bank, query, flags.count, row => isOther[row]!).map(({ row, similarity }) => {
      const { path, label } = entries[row]!;
      return { path, class: source.classes[label], similarity };
    });
    if (flags.json) {
      const about = { checkpoint, model: model.name, image, folder: source.root, layer: flags.layer };
      printJson({ ...about, images: entries.length, neighbours: near, failed, report });
      return;
    }
    const rows = near.map(({ path, similarity }) => [similarity.toFixed(4), path]);
    print([table([['cosine', 'image'], ...rows]), ...leftOutLines(failed)].join('\n'));
  });
}

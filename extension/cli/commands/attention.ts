import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { sideOf } from '../../engine/input/input.js';
import { percent } from '../../engine/text/format.js';
import type { AttentionLayerView, Query } from '../../protocol/lookApi.js';
import type { BackendName } from '../../tensorflow/select.js';
import { type ChosenMap, chosenMaps, rowsOf } from '../attentionMaps.js';
import { backendOption, startBackend } from '../backend.js';
import { loadedModel } from '../loadedModel.js';
import {
  chosenLayers,
  type HeadChoice,
  type LayerChoice,
  parseHead,
  parseLayer,
  parseQuery,
  type QueryChoice,
  queryPatch,
} from '../lookArguments.js';
import { note, print, printJson } from '../output.js';
import { table } from '../table.js';

interface AttentionFlags {
  checkpoint: string;
  layer: LayerChoice;
  head: HeadChoice;
  query?: QueryChoice;
  output?: string;
  rollout?: boolean;
  backend?: BackendName;
  json?: boolean;
}

/** `mfm attention`: where the heads of a checkpoint's model look in an image. */
export function attentionCommand(): Command {
  return new Command('attention')
    .summary('show where the heads of a model look')
    .description(
      "Shows what the heads of a checkpoint's model attend to in an image: maps over the image, an overview of all layers and heads, and the numbers. An image of the model's size is used pixel for pixel; others are resized by their shorter side and cropped to the centre.",
    )
    .argument('<image>', 'image file')
    .requiredOption('--checkpoint <file>', 'checkpoint of a model with attention (ViT, Swin)')
    .option('--layer <n>', 'number of a layer from 1, last or all', parseLayer, 'last')
    .option('--head <n>', 'number of a head from 1, mean, or all for every head and the mean', parseHead, 'all')
    .option(
      '--query <token>',
      'whose attention: class, mean of all patches, or ROW,COLUMN of a patch from 1 (default: class; mean without a class token)',
      parseQuery,
    )
    .option('--rollout', 'attention rollout from the first layer through each chosen one, too')
    .option('--output <dir>', 'folder for the pictures (default: the name of the image with -attention)')
    .addOption(backendOption())
    .option('--json', 'print the numbers as JSON')
    .addHelpText('after', examples)
    .action(attentionAction);
}

const examples = `
Written are overview.png (all layers and heads), input.png, and for each chosen map its picture over the image, with its
scale, and by itself with one pixel a patch (-map.png). Patches of a model with several grids are counted on the finest.

Examples:
  mfm attention photo.jpg --checkpoint run/checkpoints/epoch-0040-step-000160.safetensors
  mfm attention photo.jpg --checkpoint F --query 7,9 --layer all --head mean --rollout
  mfm attention photo.jpg --checkpoint F --layer 6 --head 3 --output maps --json`;

async function attentionAction(file: string, flags: AttentionFlags): Promise<void> {
  await startBackend(flags.backend, note);
  const { checkQuery } = await import('../../engine/inspect/attention/query.js');
  const { attentionViews } = await import('../../engine/inspect/attention/views.js');
  const { finestGrid } = await import('../../engine/inspect/patchGrid.js');
  const { IntermediatesReader } = await import('../../engine/inspect/intermediates.js');
  const { toPlanar } = await import('../../engine/data/image.js');
  const { prepareImage } = await import('../../engine/data/prepare.js');
  const { writeAttentionFiles } = await import('../attentionFiles.js');

  const { model, progress, report } = await loadedModel(flags.checkpoint);
  const { input, encoder } = model;
  const imageSize = sideOf(input);
  const layers = encoder.layers.filter(({ attention }) => attention);
  const grid = finestGrid(encoder);
  const finest = sideOf({ size: grid });
  const wanted = flags.query ?? (encoder.classToken ? 'class' : 'mean');
  const query: Query = Array.isArray(wanted) ? queryPatch(wanted, finest) : wanted;
  checkQuery(query, encoder);
  const chosen = chosenLayers(flags.layer, layers.length);

  const image = await prepareImage(file, imageSize);
  const reader = new IntermediatesReader(model);
  const views = attentionViews(await reader.run(toPlanar(image)), query, grid, input.size);
  reader.dispose();
  const maps = chosen.flatMap(layer => chosenMaps(views[layer]!, layer + 1, layers[layer]!, flags.head));
  const rollouts = flags.rollout ? chosen.map(layer => rolloutOf(views, layer)) : [];
  const folder = flags.output ?? `${basename(file, extname(file))}-attention`;
  const patch = typeof query === 'number' ? query : undefined;
  const files = await writeAttentionFiles(folder, { image, patch, finest, views, layers, maps, rollouts });
  if (!flags.json) return printText(model.name, wanted, maps, folder);
  printJson({
    image: file,
    checkpoint: flags.checkpoint,
    ...progress,
    model: model.name,
    imageSize,
    query: wanted,
    maps: maps.map(({ values, ...map }) => ({ ...map, rows: rowsOf(values, map.grid) })),
    rollouts: rollouts.map(({ layer, values }) => ({ layer, grid: finest, rows: rowsOf(values, finest) })),
    files,
    report,
  });
}

function rolloutOf(views: readonly AttentionLayerView[], layer: number): { layer: number; values: Float32Array } {
  return { layer: layer + 1, values: views[layer]!.rollout };
}

function printText(name: string, query: QueryChoice, maps: ChosenMap[], folder: string): void {
  const subject =
    typeof query === 'string'
      ? { class: 'the class token', mean: 'all patches, mean' }[query]
      : `the patch in row ${query[0]}, column ${query[1]}`;
  print(`${name}, attention of ${subject}`);
  const hasClass = maps[0]!.toClass !== undefined;
  const rows = maps.map(({ layer, head, grid, values, toClass, distance }) => {
    const most = values.indexOf(values.reduce((high, value) => Math.max(high, value), 0));
    return [
      String(layer),
      String(head),
      `row ${Math.floor(most / grid) + 1}, column ${(most % grid) + 1}: ${percent(values[most]!)}`,
      ...(hasClass ? [percent(toClass!)] : []),
      `${distance.toFixed(1)} px`,
    ];
  });
  print(table([['layer', 'head', 'most to', ...(hasClass ? ['to class token'] : []), 'mean distance'], ...rows]));
  print(`Pictures: ${folder}`);
}

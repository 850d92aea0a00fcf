import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { percent } from '../../engine/text/format.js';
import type { Decision } from '../../protocol/decisionApi.js';
import type { BackendName } from '../../tensorflow/select.js';
import { rowsOf } from '../attentionMaps.js';
import { backendOption, startBackend } from '../backend.js';
import { chosenLayers, type LayerChoice, parseOneLayer } from '../lookArguments.js';
import { note, print, printJson } from '../output.js';
import { outputFolders } from '../outputFolders.js';
import { table } from '../table.js';

interface ExplainFlags {
  class?: string;
  layer?: LayerChoice;
  output?: string;
  backend?: BackendName;
  json?: boolean;
}

/** What is said of an image, and the pictures of it. */
interface Explained {
  file: string;
  decision: Decision;
  files: string[];
}

/** `mfm explain`: what a fine-tuned checkpoint takes images for, and which of their patches speak for it. */
export function explainCommand(): Command {
  return new Command('explain')
    .summary('show why a fine-tuned checkpoint decides so')
    .description(
      'Says what a fine-tuned checkpoint takes images for, and shows which of their patches speak for it: Grad-CAM (Selvaraju et al. 2017), and for networks with attention its rollout through all layers. Images are seen as mfm evaluate sees them.',
    )
    .argument('<checkpoint>', 'checkpoint of a network that tells classes')
    .argument('<images...>', 'image files')
    .option(
      '--class <name>',
      'the class to explain, by its name or its number from 0 (default: the likeliest of each image)',
    )
    .option(
      '--layer <n>',
      'number of a layer from 1, or last (default: the last; of networks with a class token the one before it)',
      parseOneLayer,
    )
    .option(
      '--output <dir>',
      'folder for the pictures (default: the name of the image with -explanation; explanations for several)',
    )
    .addOption(backendOption())
    .option('--json', 'print the numbers as JSON')
    .addHelpText('after', examples)
    .action(explain);
}

const examples = `
Written are input.png, grad-cam.png (the map over the image, with its scale), grad-cam-map.png (one pixel a patch), and the same
of rollout; several images get a folder each. What speaks against the class is left out of a map.

Examples:
  mfm explain runs/pets/checkpoints/epoch-0020-step-002000.safetensors cat.jpg
  mfm explain F cat.jpg dog.jpg --class cat --output why
  mfm explain F cat.jpg --layer 6 --json`;

async function explain(checkpoint: string, images: string[], flags: ExplainFlags): Promise<void> {
  await startBackend(flags.backend, note);
  const { loadClassifier } = await import('../../engine/checkpoint/storedClassifier.js');
  const { decodeImage } = await import('../../engine/data/decode.js');
  const { toPlanar } = await import('../../engine/data/image.js');
  const { evaluationOptions, middleOf } = await import('../../engine/data/views/evaluation.js');
  const { Explainer } = await import('../../engine/inspect/decision/explainer.js');
  const { writeExplanationFiles } = await import('../explanationFiles.js');

  const loaded = await loadClassifier(checkpoint, 1);
  const { name, encoder } = loaded.classifier;
  const [layer] = flags.layer === undefined ? [] : chosenLayers(flags.layer, encoder.layers.length);
  const explainer = new Explainer(loaded);
  const folders = outputFolders(flags.output ?? usualFolder(images), images);
  const explained: Explained[] = [];
  for (const [i, file] of images.entries()) {
    const image = middleOf(await decodeImage(file), evaluationOptions(loaded.config));
    const decision = await explainer.explain(await explainer.look(toPlanar(image)), { class: flags.class, layer });
    explained.push({ file, decision, files: await writeExplanationFiles(folders[i]!, image, decision) });
    if (!flags.json) printText(file, decision, encoder.layers[decision.layer]!.name, folders[i]!);
  }
  explainer.dispose();
  if (flags.json) printJson({ checkpoint, model: name, images: explained.map(one => asJson(one, encoder.layers)) });
}

function usualFolder([first, ...others]: readonly string[]): string {
  return others.length > 0 ? 'explanations' : `${basename(first!, extname(first!))}-explanation`;
}

function asJson({ file, decision, files }: Explained, layers: readonly { name: string }[]) {
  const { answers, explained, layer, map, rollout } = decision;
  const rows = ({ values, grid }: Decision['map']) => rowsOf(values, grid[1]);
  return {
    image: file,
    answers,
    class: explained,
    layer: layer + 1,
    name: layers[layer]!.name,
    gradCam: rows(map),
    rollout: rollout && rows(rollout),
    files,
  };
}

function printText(file: string, { answers, explained, layer, map }: Decision, name: string, folder: string): void {
  print(file);
  print(table([['class', 'probability'], ...answers.map(answer => [answer.name, percent(answer.probability)])]));
  const { values, grid } = map;
  const most = values.indexOf(values.reduce((high, value) => Math.max(high, value)));
  const place = `row ${Math.floor(most / grid[1]) + 1}, column ${(most % grid[1]) + 1}`;
  const said = values[most]! > 0 ? `most speaks for it in ${place}` : 'no patch speaks for it';
  print(`${explained.name} (${percent(explained.probability)}), layer ${layer + 1} (${name}): ${said}`);
  print(`Pictures: ${folder}`);
}

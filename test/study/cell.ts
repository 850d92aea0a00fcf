import { mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { runIn } from '../../extension/engine/runs/listRuns.js';
import { fewLabels, heldOut } from './folders.js';
import { learned } from './learned.js';
import { type Cell, configOf, type Network, type Overrides, type Sizes } from './plan.js';
import type { CellResult } from './result.js';
import { type OnProgress, Work } from './work.js';

/** Where a study is made. */
export interface Place {
  /** Folder with `train` and `test`, and in both a folder of images for each class. */
  data: string;
  /** Folder with `images` and `trimaps` of pets, for the cells that segment. */
  pets: string;
  out: string;
}

/** Layers in the middle of the networks, from 1: of four blocks, and the last of the third stage of four. */
const MIDDLE: Record<Network, number> = { vit: 2, resnet: 6 };

/**
 * Trains and measures a cell by commands of mfm, from where an earlier process left it.
 *
 * @throws CommandFailed, Interrupted
 */
export async function runCell(cell: Cell, sizes: Sizes, place: Place, onProgress: OnProgress): Promise<CellResult> {
  const folder = join(place.out, 'cells', cell.id);
  await mkdir(folder, { recursive: true });
  const work = await Work.open(folder, cell, onProgress);
  const found = await answers(cell, sizes, place, work);
  const run = await runIn(join(folder, 'pretrain'));
  const { id, recipe, network, seed } = cell;
  return {
    ...{ cell: id, network, recipe, seed, config: configOf(cell) },
    overrides: Object.fromEntries([...sizes.overrides, ...cell.overrides]),
    folder: `cells/${id}`,
    model: run?.start?.model ?? '',
    parameters: run?.start?.parameters ?? 0,
    ...(recipe !== 'none' && (await learned(join(folder, 'pretrain')))),
    ...found,
    seconds: work.parts.seconds,
    machine: {
      processor: cpus()[0]?.model.trim() ?? '',
      cores: cpus().length,
      node: process.version,
      backend: `${run?.backend}, ${run?.device}`,
    },
    time: new Date().toISOString(),
  };
}

type Answers = Pick<CellResult, 'knn' | 'probe' | 'finetuned' | 'robustness' | 'miou'>;

async function answers(cell: Cell, sizes: Sizes, place: Place, work: Work): Promise<Answers> {
  if (cell.asks === 'segments') {
    const pets = await heldOut(place.pets, join(place.out, 'pets'));
    const [images, shown] = ['train', 'val'].map(part => join(pets, part, 'images')) as [string, string];
    return segments(cell, sizes, pets, work, await pretrained(cell, sizes, { images, shown }, work));
  }
  const [images, shown] = ['train', 'test'].map(part => join(place.data, part)) as [string, string];
  const encoder = await pretrained(cell, sizes, { images, shown }, work);
  const probes = await probed(cell, sizes, place, work, encoder);
  return cell.asks === 'probes' ? probes : { ...probes, ...(await finetuned(cell, sizes, place, work, encoder)) };
}

/** The checkpoint of the encoder. @param shown the images that are restored when it is trained */
function pretrained(
  cell: Cell,
  sizes: Sizes,
  { images, shown }: { images: string; shown: string },
  work: Work,
): Promise<string> {
  const isNone = cell.recipe === 'none';
  const sized = cell.asks === 'segments' ? [...sizes.overrides, ...sizes.segmenting] : sizes.overrides;
  // No step has a rate worth the name: what is saved is as it was drawn.
  const still: Overrides = [
    ['TRAIN.WARMUP_EPOCHS', '1000000'],
    ['TRAIN.EPOCHS', '1000000'],
    ['TRAIN.WARMUP_LR', '0'],
  ];
  return work.trained({
    ...{ name: 'pretrain', command: 'pretrain', config: configOf(cell), images },
    overrides: [...sized, ['DATA.VAL_PATH', shown], ...cell.overrides, ...(isNone ? still : [])],
    flags: isNone ? ['--max-steps', String(sizes.untrainedSteps)] : [],
  });
}

async function probed(cell: Cell, sizes: Sizes, place: Place, work: Work, encoder: string): Promise<Answers> {
  const known = await someLabels(cell, place, sizes.probeLabels);
  const top1 = async (name: string, command: string, more: readonly string[] = []) => {
    const args = [command, encoder, known, join(place.data, 'test'), '--batch-size', '128', ...more];
    return (await work.measured('probe', name, args)).top1.mean;
  };
  const knn = await top1('knn', 'knn');
  const last = await top1('probe', 'probe');
  return {
    knn,
    probe: { last, middle: await top1('probe-middle', 'probe', ['--layer', String(MIDDLE[cell.network])]) },
  };
}

/** With fewer and with all labels, and what is left of the last when images are not as they were. */
async function finetuned(cell: Cell, sizes: Sizes, place: Place, work: Work, encoder: string): Promise<Answers> {
  const test = join(place.data, 'test');
  const found: Record<string, number> = {};
  let classifier = '';
  for (const [labels, epochs] of Object.entries(sizes.labels)) {
    classifier = await work.trained({
      ...{ name: `finetune-${labels}`, command: 'finetune', config: `${cell.network}_finetune.yaml` },
      images: labels === 'all' ? join(place.data, 'train') : await someLabels(cell, place, Number(labels)),
      overrides: [...sizes.overrides, ['TRAIN.EPOCHS', String(epochs)]],
      flags: startOf(cell, encoder),
    });
    found[labels] = (await work.measured('accuracy', `accuracy-${labels}`, ['evaluate', classifier, test])).top1;
  }
  const tests = ['--images', String(sizes.robustnessImages), '--tests', 'corruptions', 'filters'];
  const { rows } = await work.measured('robustness', 'robustness', ['robustness', classifier, test, ...tests]);
  return { finetuned: found, robustness: rows };
}

/** So many images of each class, the same ones for all cells of a seed. */
function someLabels({ seed }: Cell, { data, out }: Place, perClass: number): Promise<string> {
  return fewLabels(join(data, 'train'), join(out, 'labels', `${perClass}-${seed}`), perClass, seed);
}

async function segments(cell: Cell, sizes: Sizes, pets: string, work: Work, encoder: string): Promise<Answers> {
  const checkpoint = await work.trained({
    ...{ name: 'segment', command: 'segment', config: 'vit_segment.yaml', images: join(pets, 'train') },
    overrides: [...sizes.overrides, ...sizes.segmenting],
    flags: cell.recipe === 'none' ? [] : startOf(cell, encoder),
  });
  const { miou } = await work.measured('segmentation', 'segmentation', ['evaluate', checkpoint, join(pets, 'val')]);
  return { miou };
}

function startOf({ recipe }: Cell, encoder: string): string[] {
  return recipe === 'none' ? ['--scratch'] : ['--pretrained', encoder];
}

import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeTextAtomically } from '../../extension/engine/files/atomicFile.js';
import { markdownTable } from '../bench/table.js';
import { lineChart } from './lineChart.js';
import { ablations, networks, recipes, wholePlan } from './plan.js';
import type { CellResult } from './result.js';
import {
  filtered,
  type Group,
  groupsOf,
  isBetter,
  type Question,
  spreadOf,
  spreadText,
  underCorruption,
} from './summary.js';

const questions: Question[] = [
  { name: 'gain, dB', of: ({ gain }) => gain },
  { name: 'kNN', of: ({ knn }) => knn },
  { name: 'probe, middle', of: ({ probe }) => probe?.middle },
  { name: 'probe, last', of: ({ probe }) => probe?.last },
  { name: '100 labels', of: ({ finetuned }) => finetuned?.['100'] },
  { name: '1,000 labels', of: ({ finetuned }) => finetuned?.['1000'] },
  { name: 'all labels', of: ({ finetuned }) => finetuned?.['all'] },
  { name: 'corrupted', of: underCorruption },
];

/** Writes `study.md`, and the pictures in it, beside a folder of cells: tables, what follows from them, and what it cost. */
export async function writeStudy(results: readonly CellResult[], folder: string): Promise<void> {
  const groups = groupsOf(results.filter(({ miou }) => miou === undefined));
  const sections = [heading(results)];
  for (const network of networks) {
    const own = ordered(groups.filter(group => group.network === network && isMain(group)));
    if (own.length === 0) continue;
    const pictures = await drawFilters(network, own, folder);
    sections.push(...networkSection(own), ...pictures);
  }
  const ablated = groups.filter(({ recipe }) => recipe in ablations);
  const both = groups.find(({ network, recipe }) => network === 'vit' && recipe === 'both');
  if (ablated.length > 0) sections.push(...ablationSection(both ? [both, ...ablated] : ablated));
  sections.push(...segmentationSection(results), ...costSection(results));
  // What people make of the numbers; the rest of the page is theirs alone.
  const notes = await readFile(join(folder, 'notes.md'), 'utf8').catch(() => '');
  if (notes) sections.push(notes.trim());
  await writeTextAtomically(join(dirname(folder), 'study.md'), `${sections.join('\n\n')}\n`);
}

function heading(results: readonly CellResult[]): string {
  const planned = wholePlan().cells.length;
  return `# What pre-training by frequencies is worth on CIFAR-10

Written by \`npm run study -- --data DIR --out DIR\` from the ${results.length} of ${planned} cells in [study/cells](study/cells). Each is one network,
pre-trained by one recipe from one seed by a config of [study/configs](study/configs), and measured on the 10,000 test images: top-1 accuracy in
percent, mean and standard deviation over the seeds. The images were JPEGs made of the originals, so that some of their high
frequencies, of colour above all, are gone. *None* is not pre-trained at all: random weights are probed, and fine-tuned from.`;
}

function networkSection(groups: readonly Group[]): string[] {
  const none = groups.find(({ recipe }) => recipe === 'none');
  const rows = groups.map(group => [
    group.recipe,
    String(group.cells.length),
    ...questions.map(question => {
      const found = spreadOf(group, question);
      const beats = none && group !== none && isBetter(found, spreadOf(none, question));
      return `${spreadText(found)}${beats ? ' *' : ''}`;
    }),
  ]);
  const { model, parameters } = groups[0]!.cells[0]!;
  return [
    `## ${model}, ${(parameters / 1e6).toFixed(1)} million parameters`,
    markdownTable(['pre-training', 'seeds', ...questions.map(({ name }) => name)], rows),
    `\\* better than none by more than both deviations together. *Gain*: how much
better restored test images are than what the network was given. *Corrupted*: mean over 19 corruptions in 5 severities, after fine-tuning with all labels.`,
  ];
}

function ablationSection(groups: readonly Group[]): string[] {
  const asked = questions.slice(0, 4);
  const rows = groups.map(group => [
    group.recipe,
    String(group.cells.length),
    ...asked.map(question => spreadText(spreadOf(group, question))),
  ]);
  return [
    '## One thing changed at a time: the ViT, both frequencies',
    markdownTable(['changed', 'seeds', ...asked.map(({ name }) => name)], rows),
  ];
}

function segmentationSection(results: readonly CellResult[]): string[] {
  const groups = groupsOf(results.filter(({ miou }) => miou !== undefined));
  if (groups.length === 0) return [];
  const rows = groups.map(group => [
    group.recipe,
    String(group.cells.length),
    spreadText(spreadOf(group, { name: 'mean IoU', of: ({ miou }) => miou })),
  ]);
  return [
    '## Animal, background and border in photographs of pets',
    markdownTable(['pre-training', 'seeds', 'mean IoU'], rows),
    'Pre-trained on the same photographs, without their masks; measured on three of ten photographs, which neither saw.',
  ];
}

/** Accuracy where only low, or only high frequencies survive, as a picture each. @returns Markdown that shows them */
async function drawFilters(network: string, groups: readonly Group[], folder: string): Promise<string[]> {
  const measured = groups.filter(({ cells }) => cells.some(({ robustness }) => robustness));
  const rows = measured[0]?.cells.find(({ robustness }) => robustness)?.robustness ?? [];
  const radii = rows.flatMap(({ pass, radius }) => (pass === 'low' && radius !== undefined ? radius : []));
  if (radii.length === 0) return [];
  const pictures: string[] = [];
  for (const pass of ['low', 'high'] as const) {
    const lines = measured.map(group => ({
      name: group.recipe,
      values: radii.map(radius => spreadOf(group, { name: '', of: result => filtered(result, pass, radius) })?.mean),
    }));
    const title = `${network}: top-1 with ${pass} frequencies alone`;
    const across = { title: `radius of the filter, bins`, places: radii.map(String) };
    await writeTextAtomically(join(folder, `${network}-${pass}.svg`), lineChart(title, across, lines));
    pictures.push(`![${title}](${basename(folder)}/${network}-${pass}.svg)`);
  }
  return pictures;
}

function costSection(results: readonly CellResult[]): string[] {
  const hours = (chosen: readonly CellResult[]) =>
    chosen.flatMap(({ seconds }) => Object.values(seconds)).reduce((a, b) => a + b, 0) / 3600;
  const machines = [...new Set(results.map(({ machine }) => JSON.stringify(machine)))].map(text => {
    const machine = JSON.parse(text) as CellResult['machine'];
    const own = results.filter(result => JSON.stringify(result.machine) === text);
    const { processor, cores, backend, node } = machine;
    return [`${processor}, ${cores} cores`, backend, node, String(own.length), hours(own).toFixed(1)];
  });
  return [
    '## What it cost',
    markdownTable(['machine', 'computed by', 'Node', 'cells', 'hours'], machines),
    `Seeds ${[...new Set(results.map(({ seed }) => seed))].sort().join(', ')}. Every cell names its folder, in which each number has its run or measurement.`,
  ];
}

function isMain({ recipe }: Group): boolean {
  return (recipes as readonly string[]).includes(recipe);
}

/** As the recipes are listed. */
function ordered(groups: readonly Group[]): Group[] {
  const place = ({ recipe }: Group) => (recipes as readonly string[]).indexOf(recipe);
  return [...groups].sort((a, b) => place(a) - place(b));
}

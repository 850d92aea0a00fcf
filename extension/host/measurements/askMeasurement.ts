import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { l10n, type QuickPickItem, window } from 'vscode';
import type { MeasureRequest } from '../../protocol/measurement.js';
import type { RobustnessTest } from '../../protocol/robustness.js';
import { pickImageFolder } from '../images/pickImageFolder.js';

type What = 'accuracy' | 'knn' | 'linear' | 'robustness';
type WhatItem = QuickPickItem & { what: What };
type TestItem = QuickPickItem & { test: RobustnessTest };

/** Images that are run at once. */
const BATCH = 32;
/** As the command line has them without flags. */
const USUAL_KNN = { name: 'knn', k: 20, temperature: 0.07 } as const;
const USUAL_EPSILON = 1;
const MOST_CHOICES = [100, 500, 2000];

/** Asks what a checkpoint shall be measured for, and with which images; `undefined` when the person gives up. */
export async function askMeasurement(checkpoint: string): Promise<MeasureRequest | undefined> {
  const title = l10n.t('Measure {0}', basename(checkpoint));
  const what = (await window.showQuickPick(whats(), { title, placeHolder: l10n.t('What to measure') }))?.what;
  if (!what) return undefined;
  const isProbe = what === 'knn' || what === 'linear';
  const purpose = isProbe
    ? l10n.t('Images to learn from, a folder for each class')
    : l10n.t('Images to measure with, in the folders of the classes that it knows');
  const folder = await pickImageFolder(title, purpose);
  if (!folder) return undefined;
  if (what === 'accuracy') return { kind: 'accuracy', checkpoint, folder, batchSize: BATCH };
  if (isProbe) {
    const probe = what === 'knn' ? USUAL_KNN : ({ name: 'linear', solver: 'lbfgs' } as const);
    const val = siblingOf(folder);
    return { kind: 'probe', checkpoint, probe, train: folder, val, tokens: 'patches', seeds: 1, batchSize: BATCH };
  }
  return askRobustness(title, checkpoint, folder);
}

async function askRobustness(title: string, checkpoint: string, folder: string): Promise<MeasureRequest | undefined> {
  const picked = await window.showQuickPick(testItems(), {
    title,
    canPickMany: true,
    placeHolder: l10n.t('What to put it to'),
  });
  if (!picked || picked.length === 0) return undefined;
  const images = await askHowMany(title);
  if (images === undefined) return undefined;
  const tests = picked.map(({ test }) => test);
  const usual = { epsilon: USUAL_EPSILON, batchSize: BATCH };
  return { kind: 'robustness', checkpoint, folder, tests, images: images || undefined, ...usual };
}

/** 0 = all. */
async function askHowMany(title: string): Promise<number | undefined> {
  const items = [
    ...MOST_CHOICES.map(count => ({ label: l10n.t('{0} images, spread over the folder', count), count })),
    { label: l10n.t('All images'), count: 0 },
  ];
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('How many images') }))?.count;
}

/** `val` beside a folder `train`. */
function siblingOf(folder: string): string | undefined {
  if (basename(folder) !== 'train') return undefined;
  const val = join(dirname(folder), 'val');
  return existsSync(val) ? val : undefined;
}

function whats(): WhatItem[] {
  return [
    {
      what: 'knn',
      label: l10n.t('Nearest neighbours'),
      detail: l10n.t('What an encoder is worth without any training: its nearest labelled images vote for a class.'),
    },
    {
      what: 'linear',
      label: l10n.t('Linear probe'),
      detail: l10n.t('What an encoder is worth to a linear classifier on its features.'),
    },
    {
      what: 'accuracy',
      label: l10n.t('Accuracy'),
      detail: l10n.t('How often a fine-tuned network is right, of each class too, and what it takes for what.'),
    },
    {
      what: 'robustness',
      label: l10n.t('Robustness'),
      detail: l10n.t('What attacks, corruptions, filters and noise leave of the accuracy of a fine-tuned network.'),
    },
  ];
}

function testItems(): TestItem[] {
  return [
    { test: 'attacks', label: l10n.t('Attacks'), detail: l10n.t('FGSM and PGD, by 1/255'), picked: true },
    {
      test: 'corruptions',
      label: l10n.t('Corruptions'),
      detail: l10n.t('The 15 + 4 kinds of ImageNet-C in 5 severities, made anew; the longest of all'),
    },
    {
      test: 'filters',
      label: l10n.t('Filters'),
      detail: l10n.t('Only low or only high frequencies survive, at several radii'),
      picked: true,
    },
    { test: 'fourier', label: l10n.t('Fourier heat map'), detail: l10n.t('Noise of one frequency at a time') },
  ];
}

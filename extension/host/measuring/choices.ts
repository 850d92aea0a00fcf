import { l10n, type QuickPickItem } from 'vscode';
import { type ProbeRequest, usualSeeds } from '../../protocol/measurement.js';
import type { RobustnessTest } from '../../protocol/robustness.js';

export type What = 'accuracy' | 'knn' | 'linear' | 'robustness' | 'segmentation';
type WhatItem = QuickPickItem & { what: What };
type TestItem = QuickPickItem & { test: RobustnessTest };
type LabelItem = QuickPickItem & { labels: ProbeRequest['labels'] };

export function purposeOf(what: What): string {
  if (what === 'segmentation') return l10n.t('Images with masks to measure with');
  return what === 'knn' || what === 'linear'
    ? l10n.t('Images to learn from, a folder for each class')
    : l10n.t('Images to measure with, in the folders of the classes that it knows');
}

export function labelItems(): LabelItem[] {
  const spread = l10n.t('drawn {0} times, for a mean and a spread', usualSeeds);
  return [
    { label: l10n.t('All labels'), labels: undefined },
    { label: l10n.t('10 % of each class'), description: spread, labels: { percent: 10 } },
    { label: l10n.t('1 % of each class'), description: spread, labels: { percent: 1 } },
    { label: l10n.t('5 images of each class'), description: spread, labels: { perClass: 5 } },
    { label: l10n.t('1 image of each class'), description: spread, labels: { perClass: 1 } },
  ];
}

/** What can be measured of a checkpoint, by what its network tells. */
export async function whats(checkpoint: string): Promise<WhatItem[]> {
  const { readFile } = await import('../checkpoint/readFile.js');
  const { segments, classes } = await readFile(l10n, checkpoint);
  const probes: WhatItem[] = [
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
  ];
  const ofPixels: WhatItem[] = [
    {
      what: 'segmentation',
      label: l10n.t('Mean IoU'),
      detail: l10n.t('How right the network is about the classes of pixels, and in which images it is worst.'),
    },
  ];
  const ofClasses: WhatItem[] = [
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
  return [...probes, ...(segments ? ofPixels : []), ...(classes === undefined ? [] : ofClasses)];
}

export function testItems(): TestItem[] {
  return [
    { test: 'attacks', label: l10n.t('Attacks'), detail: l10n.t('FGSM and PGD'), picked: true },
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

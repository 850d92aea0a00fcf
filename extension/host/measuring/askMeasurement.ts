import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { l10n, window } from 'vscode';
import {
  type MeasureRequest,
  type ProbeRequest,
  type ProbeSettings,
  type RobustnessRequest,
  usualEpsilon,
  usualKnn,
  usualSeeds,
} from '../../protocol/measurement.js';
import { pickImageFolder } from '../images/pickImageFolder.js';
import { labelItems, purposeOf, testItems, whats } from './choices.js';

/** Images that are run at once. */
const BATCH = 32;
const MOST_CHOICES = [100, 500, 2000];
/** Most that attacks may change a pixel, of 255. */
const EPSILONS = [usualEpsilon, 2, 4, 8];

/** Asks what a checkpoint shall be measured for, and with which images; `undefined` when the person gives up. */
export async function askMeasurement(checkpoint: string): Promise<MeasureRequest | undefined> {
  const title = l10n.t('Measure {0}', basename(checkpoint));
  const items = whats(checkpoint);
  const what = (await window.showQuickPick(items, { title, placeHolder: l10n.t('What to measure') }))?.what;
  if (!what) return undefined;
  const folder = await pickImageFolder(title, purposeOf(what));
  if (!folder) return undefined;
  const common = { checkpoint, batchSize: BATCH };
  switch (what) {
    case 'accuracy':
    case 'segmentation':
      return { kind: what, ...common, folder };
    case 'robustness':
      return askRobustness(title, { ...common, folder });
    default:
      return askProbe(title, what, { ...common, train: folder, val: siblingOf(folder) });
  }
}

async function askProbe(
  title: string,
  what: 'knn' | 'linear',
  given: Pick<ProbeRequest, 'checkpoint' | 'batchSize' | 'train' | 'val'>,
): Promise<MeasureRequest | undefined> {
  const placeHolder = l10n.t('How many labels are known');
  const picked = await window.showQuickPick(labelItems(), { title, placeHolder });
  if (!picked) return undefined;
  const { labels } = picked;
  const probe = what === 'knn' ? await askKnn(title) : ({ name: 'linear', solver: 'lbfgs' } as const);
  return probe && { kind: 'probe', ...given, probe, tokens: 'patches', labels, seeds: labels ? usualSeeds : 1 };
}

async function askKnn(title: string): Promise<ProbeSettings | undefined> {
  const answer = await window.showInputBox({
    title,
    prompt: l10n.t('How many of the nearest images vote; no more than there are with known labels'),
    value: String(usualKnn.k),
    validateInput: text => (/^\s*[1-9]\d{0,6}\s*$/.test(text) ? undefined : l10n.t('Give a whole number from 1.')),
  });
  return answer === undefined ? undefined : { ...usualKnn, k: Number(answer) };
}

async function askRobustness(
  title: string,
  given: Pick<RobustnessRequest, 'checkpoint' | 'batchSize' | 'folder'>,
): Promise<MeasureRequest | undefined> {
  const picked = await window.showQuickPick(testItems(), {
    title,
    canPickMany: true,
    placeHolder: l10n.t('What to put it to'),
  });
  if (!picked || picked.length === 0) return undefined;
  const tests = picked.map(({ test }) => test);
  const epsilon = tests.includes('attacks') ? await askEpsilon(title) : usualEpsilon;
  if (epsilon === undefined) return undefined;
  const images = await askHowMany(title);
  if (images === undefined) return undefined;
  return { kind: 'robustness', ...given, tests, images: images || undefined, epsilon };
}

async function askEpsilon(title: string): Promise<number | undefined> {
  const items = EPSILONS.map(epsilon => ({ label: l10n.t('{0} of 255', epsilon), epsilon }));
  const placeHolder = l10n.t('How far attacks may change a pixel');
  return (await window.showQuickPick(items, { title, placeHolder }))?.epsilon;
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

import { join } from 'node:path';
import {
  type ProbeMeasurement,
  type ProbeRequest,
  type ProbeSettings,
  usualHoldout,
} from '../../protocol/measurement.js';
import { loadModel } from '../checkpoint/loadModel.js';
import { reportLines } from '../checkpoint/loadReport.js';
import { type ImageFolder, openImageFolder, type SkippedFile } from '../data/folder.js';
import { requireLabels, requireSameClasses } from '../data/labels.js';
import { extractFeatures } from '../probes/features.js';
import { knnProbe } from '../probes/knn.js';
import { linearProbe } from '../probes/linear.js';
import { meanAndSpread, type Probe, runTrials } from '../probes/trials.js';
import type { MeasureHooks } from './hooks.js';
import { decodingThreads, madeBy } from './machine.js';
import { takenOf } from './probedTokens.js';

/** What the features of a frozen encoder tell of classes. @throws UserError for folders, tokens or a layer that cannot be used */
export async function measureProbe(request: ProbeRequest, hooks: MeasureHooks): Promise<ProbeMeasurement> {
  const { checkpoint, batchSize, tokens, layer, labels, seeds, probe } = request;
  const { signal, onProgress } = hooks;
  const train = await openImageFolder(request.train);
  requireLabels(train, 'A probe');
  const val = request.val === undefined ? undefined : await openImageFolder(request.val);
  if (val) requireSameClasses(val, train, 'The images to measure with');
  await hooks.start();
  const loaded = await loadModel(checkpoint);
  if (loaded.report) for (const line of reportLines(loaded.report, checkpoint)) hooks.onNote?.(line);
  const { encoder, name: model } = loaded.model;
  const taken = takenOf(encoder, request);

  const unusable: SkippedFile[] = [];
  const total = train.entries.length + (val?.entries.length ?? 0);
  const featuresOf = async (folder: ImageFolder, before: number) => {
    const { features, failed } = await extractFeatures(folder, loaded.model, {
      ...{ ...taken, batchSize, threads: decodingThreads(), signal },
      onProgress: done => onProgress({ what: 'images', done: before + done, total }),
    });
    const without = [...folder.skipped, ...failed];
    unusable.push(...without.map(({ path, reason }) => ({ path: join(folder.root, path), reason })));
    return features;
  };
  const learned = await featuresOf(train, 0);
  const queries = val && (await featuresOf(val, train.entries.length));
  const { classes } = train;
  const holdout = val ? undefined : (request.holdout ?? usualHoldout);
  const trials = await runTrials(probeOf(probe, classes, hooks), learned, queries, {
    ...{ classes, holdout: holdout ?? 0, labels, seeds },
  });
  return {
    kind: 'probe',
    ...{
      checkpoint,
      batchSize,
      model,
      probe,
      train: train.root,
      val: val?.root,
      holdout,
      tokens,
      layer,
      labels,
      seeds,
    },
    ...{ classes, images: { train: learned.labels.length, val: queries?.labels.length } },
    layerName: taken.layer === undefined ? undefined : encoder.layers[taken.layer]!.name,
    trials,
    top1: meanAndSpread(trials.map(({ top1 }) => top1)),
    top5: meanAndSpread(trials.map(({ top5 }) => top5)),
    unusable,
    ...madeBy(),
  };
}

function probeOf(settings: ProbeSettings, classes: readonly string[], { signal, onProgress }: MeasureHooks): Probe {
  const counting = (what: 'comparisons' | 'fits') => (done: number, total: number) => onProgress({ what, done, total });
  if (settings.name === 'knn') {
    const { k, temperature } = settings;
    return knnProbe({ k, temperature, classes: classes.length, signal, onProgress: counting('comparisons') });
  }
  return linearProbe({ solver: settings.solver, classes, signal, onProgress: counting('fits') });
}

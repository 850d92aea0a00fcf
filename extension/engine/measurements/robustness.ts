import { join } from 'node:path';
import type { RobustnessMeasurement, RobustnessRequest } from '../../protocol/measurement.js';
import type { RobustnessRow } from '../../protocol/robustness.js';
import { loadClassifier } from '../checkpoint/storedClassifier.js';
import { openImageFolder } from '../data/folder.js';
import { measureRobustness } from '../robustness/robustness.js';
import { testedClassifier } from '../robustness/testedClassifier.js';
import { heatMapGrid, usualPlan } from '../robustness/usualPlan.js';
import type { MeasureHooks } from './hooks.js';
import { decodingThreads, madeBy } from './machine.js';

/** Names the random streams: what is measured twice is the same twice. */
const SEED = 0;

/**
 * What is left of a fine-tuned checkpoint's accuracy when images are not as they were.
 *
 * @param before of the same request: what it has is not measured again
 * @throws UserError as `measureRobustness`
 */
export async function robustnessOf(
  request: RobustnessRequest,
  hooks: MeasureHooks<RobustnessMeasurement>,
  before?: RobustnessMeasurement,
): Promise<RobustnessMeasurement> {
  const { checkpoint, tests, epsilon, radii, images, published, batchSize } = request;
  const { signal, onProgress, onPart } = hooks;
  const folder = await openImageFolder(request.folder);
  const plan = await usualPlan(request);
  await hooks.start();
  const loaded = await loadClassifier(checkpoint, batchSize);
  const tested = testedClassifier(loaded, folder, checkpoint);
  const { side } = tested.view;
  const rows: RobustnessRow[] = [];
  const found = (isComplete: boolean, unusable: RobustnessMeasurement['unusable']): RobustnessMeasurement => ({
    kind: 'robustness',
    ...{ checkpoint, model: loaded.classifier.name, folder: folder.root, batchSize },
    ...{ tests, epsilon, radii, images, published, side, grid: heatMapGrid },
    rows: [...rows],
    isComplete,
    unusable,
    ...madeBy(),
  });
  const leftOut = folder.skipped.map(({ path, reason }) => ({ path: join(folder.root, path), reason }));
  const options = {
    batchSize: Math.min(batchSize, folder.entries.length),
    threads: decodingThreads(),
    ...{ seed: SEED, signal, rows: before?.rows },
  };
  const measuring = measureRobustness(tested, folder, plan(side), options);
  let isNew = false;
  let next = await measuring.next();
  for (; !next.done; next = await measuring.next()) {
    if (next.value.type === 'row') {
      rows.push(next.value.row);
      isNew = true;
      continue;
    }
    // The first of the next pass: all rows of the last are there.
    if (isNew) await onPart?.(found(false, leftOut));
    isNew = false;
    onProgress({ what: 'images', ...next.value });
  }
  const failed = next.value.filter(({ path }) => !leftOut.some(other => other.path === path));
  return found(true, [...leftOut, ...failed]);
}

import { l10n, window } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { Handlers } from '../../protocol/rpc.js';
import { maxBandSteps, type RunPageApi, type SegmentedPlace } from '../../protocol/runPage.js';
import type { App } from '../app/app.js';
import { saveFile } from '../common/saveFile.js';
import { requireTrust } from '../common/trust.js';
import { imageFile, openImage } from '../images/openImage.js';
import { metricsOfRun, type Run } from '../runs/run.js';
import type { RunStore } from '../runs/runStore.js';
import { runDescription } from '../runs/runText.js';
import { runId } from './runId.js';
import { findRuns, requireRun } from './runIds.js';
import { RunRecord } from './runRecord.js';
import { runView } from './runView.js';

/** Rows that travel at once: a megabyte. */
const ROWS_AT_ONCE = 16_384;

/** Does something with a run. Resolves to what was done where that is not seen by itself. */
export type Act = (app: App, run: Run, action: unknown) => Promise<string | undefined>;

/**
 * Answers a run page. Everything that comes from the page is checked here.
 *
 * @param opened the ids of the runs that it was opened for
 * @param onShow is told which runs it shows
 * @param act does what the page asks for
 */
export function runPageHandlers(
  app: App,
  opened: readonly string[],
  onShow: (runs: readonly Run[]) => void,
  act: Act,
): Handlers<RunPageApi> {
  const records = new Map<string, RunRecord>();

  function recordOf(run: Run): RunRecord {
    const record = records.get(run.dir) ?? new RunRecord(run.dir, metricsOfRun(run));
    records.set(run.dir, record);
    return record;
  }

  async function updated(run: Run): Promise<RunRecord> {
    const record = recordOf(run);
    await record.update(metricsOfRun(run));
    return record;
  }

  return {
    async watch({ runs: ids = opened }, { signal, progress }) {
      while (!signal.aborted) {
        const changed = untilChanged(app.runs, signal);
        const runs = findRuns(app.runs, ids);
        onShow(runs);
        progress({ runs: await Promise.all(runs.map(async run => runView(runId(run), run, await updated(run)))) });
        await changed;
      }
    },

    async metrics({ run: id, version, from }) {
      const run = requireRun(app.runs, id);
      const { metrics } = records.get(run.dir) ?? (await updated(run));
      const start = { steps: whole(from?.steps), seldom: whole(from?.seldom) };
      return metrics.slice(start, metrics.version === version ? ROWS_AT_ONCE : 0);
    },

    async samples({ run }) {
      const { samples } = await updated(requireRun(app.runs, run));
      return { steps: Float64Array.from(samples) };
    },

    async sample({ run: id, step, image }, { signal }) {
      requireTrust();
      const run = requireRun(app.runs, id);
      return app.engine.call('sample', { run: run.dir, step: await known(run, step), image: whole(image) }, { signal });
    },

    async bands({ run: id, steps }, { signal }) {
      requireTrust();
      const run = requireRun(app.runs, id);
      if (!Array.isArray(steps) || steps.length > maxBandSteps)
        throw new TypeError('A page asked for too many samples.');
      const chosen = await Promise.all(steps.map(step => known(run, step)));
      return app.engine.call('bands', { run: run.dir, steps: chosen }, { signal });
    },

    async unusable({ run }) {
      return recordOf(requireRun(app.runs, run)).listUnusable();
    },

    async openUnusable({ run, place }) {
      const { folder, files } = recordOf(requireRun(app.runs, run)).unusable;
      const file = files[whole(place)];
      if (!folder || !file) throw new UserError(l10n.t('It is not known any more where this image lies.'));
      await openImage(folder, file.path);
    },

    async classes({ run }) {
      return recordOf(requireRun(app.runs, run)).readClasses();
    },

    async openConfused({ run, step, pair, place }) {
      const image = recordOf(requireRun(app.runs, run)).confusedImage(whole(step), whole(pair), whole(place));
      if (!image) throw new UserError(l10n.t('It is not known any more where this image lies.'));
      await openImage(image.folder, image.path);
    },

    async segments({ run }) {
      return recordOf(requireRun(app.runs, run)).readSegments();
    },

    async segmentation(params, { signal }) {
      requireTrust();
      const record = recordOf(requireRun(app.runs, params.run));
      const { folder, path, mask } = segmented(record, params);
      const newest = await record.newestCheckpoint();
      if (!newest) throw new UserError(l10n.t('The run has saved no checkpoint yet that could segment the image.'));
      const [image, truth] = await Promise.all([imageFile(folder, path), imageFile(folder, mask)]);
      const view = await app.engine.call('segmentation', { checkpoint: newest.file, image, mask: truth }, { signal });
      return { ...view, checkpoint: newest.step };
    },

    async openSegmented(params) {
      const { folder, path } = segmented(recordOf(requireRun(app.runs, params.run)), params);
      await openImage(folder, path);
    },

    // It parses YAML, which is loaded when runs are compared.
    differences: async ({ runs }) =>
      (await import('./settingDifferences.js')).settingDifferences(findRuns(app.runs, runs)),
    chooseRuns: ({ runs }) => chooseRuns(app, findRuns(app.runs, runs)),
    saveFile: async file => saveFile(file, findRuns(app.runs, opened)[0]?.dir),
    act: ({ run, action }) => act(app, requireRun(app.runs, run), action),
  };

  /** The step, if the run has samples of it. */
  async function known(run: Run, step: unknown): Promise<number> {
    const isKnown = (record?: RunRecord) => record?.samples.includes(whole(step));
    if (isKnown(records.get(run.dir)) || isKnown(await updated(run))) return whole(step);
    throw new UserError(l10n.t('There are no samples of this step any more.'));
  }
}

/** The image that a page means. @throws UserError when there was another evaluation since */
function segmented(record: RunRecord, { step, class: index, place }: SegmentedPlace) {
  const found = record.segmentedImage({ step: whole(step), class: whole(index), place: whole(place) });
  if (found) return found;
  throw new UserError(l10n.t('It is not known any more where this image lies.'));
}

/** A number that counts something. */
function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError('A page gave something else than a whole number.');
}

async function chooseRuns({ runs }: App, shown: readonly Run[]): Promise<string[] | undefined> {
  const items = runs.runs.map(run => ({
    label: run.name,
    description: runDescription(l10n, run),
    picked: shown.includes(run),
    run,
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Runs to Show'),
    placeHolder: l10n.t('One run or more'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return picked && picked.length > 0 ? picked.map(({ run }) => runId(run)) : undefined;
}

/** Resolves when something about the runs has changed from now on, or the signal aborts. */
function untilChanged(runs: RunStore, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const listening = runs.onDidChange(end);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    function end(): void {
      listening.dispose();
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}

import { meanAndSpread, type Probe, type Trial } from '../../engine/probes/trials.js';
import { startBackend } from '../backend.js';
import { loadedModel } from '../loadedModel.js';
import { note, print, printJson } from '../output.js';
import { countLine } from '../progress/countLine.js';
import { untilInterrupted } from '../untilInterrupted.js';
import { extractBoth, takenOf } from './extract.js';
import { drawsOf, labelsText, type ProbeFlags } from './flags.js';
import { openProbeFolders } from './openFolders.js';
import { probeText } from './text.js';

/** A probe as a command has it. */
export interface ProbeKind {
  /** 'mfm knn' */
  command: string;
  /** 'nearest neighbours, k 20, temperature 0.07' */
  what: string;
  /** Its own options, for JSON. */
  options: Record<string, unknown>;
  /** What its progress counts: 'Fits:' */
  counts: string;
  /** @param onProgress is told what is done, of all of one trial */
  create(
    classes: readonly string[],
    signal: AbortSignal,
    onProgress: ReturnType<typeof countLine>['show'],
  ): Promise<Probe>;
}

/** Measures a probe on the features of a checkpoint and prints what it found. */
export async function measureProbe(kind: ProbeKind, args: [string, string, string?], flags: ProbeFlags): Promise<void> {
  const [checkpoint, trainDir, valDir] = args;
  const draws = drawsOf(flags, valDir);
  const folders = await openProbeFolders(kind.command, trainDir, valDir);
  const { classes } = folders.train;
  await startBackend(flags.backend, note);
  const { runTrials } = await import('../../engine/probes/trials.js');
  const loaded = await loadedModel(checkpoint);
  const taken = takenOf(loaded.model.encoder, flags);
  const line = countLine('Images:');
  await untilInterrupted(line, 'Interrupted: nothing was measured.', async signal => {
    const options = { ...taken, batchSize: flags.batchSize };
    const { train, val, leftOut } = await extractBoth(folders, loaded, options, line, signal);
    line.end();
    const probe = await kind.create(classes, signal, countLine(kind.counts).show);
    const trials = await runTrials(probe, train, val, { classes, ...draws });
    line.end();
    const { layers } = loaded.model.encoder;
    const found = {
      checkpoint,
      model: loaded.model.name,
      ...kind.options,
      train: folders.train.root,
      val: folders.val?.root,
      holdout: folders.val ? undefined : draws.holdout,
      tokens: flags.tokens,
      layer: taken.layer === undefined ? 'last' : layers[taken.layer]!.name,
      labels: draws.labels && labelsText(draws.labels),
      images: { train: train.labels.length, val: val?.labels.length },
      classes,
      trials,
      ...summaryOf(trials),
      leftOut,
      report: loaded.report,
    };
    if (flags.json) printJson(found);
    else print(probeText(kind.what, found));
  });
}

/** Mean and spread of what the trials measured. */
function summaryOf(trials: readonly Trial[]) {
  return {
    top1: meanAndSpread(trials.map(({ top1 }) => top1)),
    top5: meanAndSpread(trials.map(({ top5 }) => top5)),
  };
}

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { isOfRun, measurementPlace } from '../engine/measurements/place.js';
import { visibleInLine } from '../engine/text/visible.js';
import type { Measurement, MeasureProgress, MeasureRequest } from '../protocol/measurement.js';
import type { BackendName } from '../tensorflow/select.js';
import { backendOption, startBackend } from './backend.js';
import { note, print, printJson } from './output.js';
import { countLine } from './progress/countLine.js';
import { shortPath } from './progress/eventText.js';
import { untilInterrupted } from './untilInterrupted.js';

/** What every command that measures a checkpoint is asked for. */
export interface MeasuringFlags {
  /** The file that keeps what was found; false = none. */
  save?: string | false;
  backend?: BackendName;
  json?: boolean;
}

/** Gives a command the options that all that measure a checkpoint have. */
export function withMeasuringOptions(command: Command): Command {
  return command
    .option('--save <file>', 'keep what was found, for the editor and reports (default: in measurements/ of its run)')
    .option('--no-save', 'keep nothing')
    .addOption(backendOption())
    .option('--json', 'print JSON');
}

/** Measures, keeps and prints. @param text of what was found, for people */
export async function measureAndPrint<Request extends MeasureRequest>(
  request: Request,
  flags: MeasuringFlags,
  text: (found: Extract<Measurement, { kind: Request['kind'] }>) => string | Promise<string>,
): Promise<void> {
  const { measure } = await import('../engine/measurements/measure.js');
  const { save = isOfRun(request.checkpoint) && measurementPlace(request, new Date()) } = flags;
  const file = save === false ? undefined : resolve(save);
  const kept = request.kind === 'robustness' ? file : undefined;
  const found = await underWay(flags, kept, hooks => measure(request, hooks, file));
  // Of the kind that was asked for.
  if (found) await show(flags, found as Extract<Measurement, { kind: Request['kind'] }>, text, file);
}

/** @param kept where a part is kept that it can go on from, when it is interrupted */
export async function underWay<Found>(
  { backend }: MeasuringFlags,
  kept: string | undefined,
  work: (hooks: {
    signal: AbortSignal;
    start(): Promise<void>;
    onProgress(progress: MeasureProgress): void;
    onNote(sentence: string): void;
  }) => Promise<Found>,
): Promise<Found | undefined> {
  const lines = { images: countLine('Images:'), comparisons: countLine('Comparisons:'), fits: countLine('Fits:') };
  const announcement = kept
    ? `Interrupted: what was measured is kept. Go on with: mfm robustness --continue ${shortPath(kept)}`
    : 'Interrupted: nothing was measured.';
  let found: Found | undefined;
  await untilInterrupted(lines.images, announcement, async signal => {
    found = await work({
      signal,
      start: () => startBackend(backend, note),
      onProgress: ({ what, done, total }) => lines[what].show(done, total),
      onNote: note,
    });
    lines.images.end();
  });
  return found;
}

/** Prints what was found, and where it is kept. */
export async function show<Found extends Measurement>(
  { json }: MeasuringFlags,
  found: Found,
  text: (found: Found) => string | Promise<string>,
  file: string | undefined,
): Promise<void> {
  if (json) printJson(found);
  else print(await text(found));
  for (const { path, reason } of found.unusable) note(`Left out: ${visibleInLine(shortPath(path))} (${reason})`);
  if (file !== undefined) note(`Kept in ${shortPath(file)}`);
}

import { basename } from 'node:path';
import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { UserError } from '../../engine/errors.js';
import { readMeasurement } from '../../engine/measurements/measurementFile.js';
import { dateTime } from '../../engine/text/format.js';
import type { Measurement } from '../../protocol/measurement.js';
import type { App } from '../app/app.js';
import { measurementSummary } from '../runs/measurementText.js';
import { type MeasurementFile, measurementFiles } from './measurementFiles.js';

/** Files that are read to offer them: the newest. */
const READ = 200;

/**
 * Asks which measurements of a kind to show beside another; those that are shown are ticked.
 *
 * @returns files; undefined when the person gives up
 * @throws UserError where there is none to choose
 */
export async function pickMeasurements(
  { runs }: App,
  kind: Measurement['kind'],
  own: string,
  shown: readonly string[],
): Promise<string[] | undefined> {
  const others = (await measurementFiles(runs)).filter(({ file }) => file !== own).slice(0, READ);
  const read = await Promise.all(
    others.map(async one => ({ ...one, found: await readMeasurement(one.file).catch(() => undefined) })),
  );
  const items: (QuickPickItem & Partial<MeasurementFile>)[] = [];
  for (const { run, file, found } of read) {
    if (found?.kind !== kind) continue;
    if (items.findLast(item => item.run)?.run !== run)
      items.push({ label: run.name, kind: QuickPickItemKind.Separator });
    items.push({
      label: basename(found.checkpoint),
      description: `${run.name} · ${dateTime(found.time)}`,
      detail: measurementSummary(l10n, found),
      picked: shown.includes(file),
      run,
      file,
    });
  }
  if (items.length === 0) {
    throw new UserError(
      l10n.t('The runs of this workspace have no other measurement of this kind: measure another checkpoint first.'),
    );
  }
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Compare with Measurements'),
    placeHolder: l10n.t('One measurement or more'),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.flatMap(({ file }) => file ?? []);
}

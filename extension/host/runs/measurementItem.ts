import { basename } from 'node:path';
import { l10n, ThemeIcon, TreeItem, Uri } from 'vscode';
import { messageOf } from '../../engine/errors.js';
import { measurementName } from '../../engine/measurements/place.js';
import { measurementKinds } from './measurementText.js';
import type { MeasurementNode } from './nodes.js';

/** A measurement as the view shows it, from its name alone. */
export function measurementItem({ file }: MeasurementNode): TreeItem {
  const { kind, of, time } = measurementName(file);
  const item = new TreeItem(kind === undefined ? of : measurementKinds(l10n)[kind]);
  item.id = file;
  item.contextValue = 'measurement';
  item.iconPath = new ThemeIcon('beaker');
  item.description = kind === undefined ? '' : [of, time].filter(Boolean).join(' · ');
  item.command = { command: 'vscode.open', title: l10n.t('Open Measurement'), arguments: [Uri.file(file)] };
  return item;
}

/** What was found, which needs its file. */
export async function measurementTooltip({ file }: MeasurementNode): Promise<string> {
  const { readMeasurement } = await import('../../engine/measurements/measurementFile.js');
  const { measurementSummary } = await import('./measurementText.js');
  try {
    return `${basename(file)}\n${measurementSummary(l10n, await readMeasurement(file))}`;
  } catch (error) {
    return messageOf(error);
  }
}

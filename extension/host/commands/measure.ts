import { l10n } from 'vscode';
import { measurementPlace } from '../../engine/measurements/place.js';
import type { App } from '../app/app.js';
import { askMeasurement } from '../measuring/askMeasurement.js';
import { runMeasurement } from '../measuring/runMeasurement.js';
import { checkpointAmong, pickCheckpoint } from '../runs/pickCheckpoint.js';

/** Measures what a checkpoint is worth: the node's, the file's, or a chosen one. */
export async function measure(app: App, ...args: unknown[]): Promise<void> {
  const checkpoint = checkpointAmong(args) ?? (await pickCheckpoint(app, l10n.t('Measure Checkpoint')));
  const request = checkpoint === undefined ? undefined : await askMeasurement(checkpoint);
  if (!request) return;
  await runMeasurement(app, request.checkpoint, { request, file: measurementPlace(request, new Date()) });
}

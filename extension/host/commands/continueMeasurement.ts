import { l10n, Uri, window } from 'vscode';
import type { App } from '../app/app.js';
import { runMeasurement } from '../measuring/runMeasurement.js';
import { isRunsNode } from '../runs/nodes.js';

/** Goes on with a measurement that was interrupted: the node's, the file's, or a chosen one. */
export async function continueMeasurement(app: App, ...args: unknown[]): Promise<void> {
  const file = fileOf(args[0]) ?? (await chooseFile());
  if (file === undefined) return;
  // It checks with a schema, which is loaded when it is needed.
  const { readMeasurement } = await import('../../engine/measurements/measurementFile.js');
  const { checkpoint } = await readMeasurement(file);
  await runMeasurement(app, checkpoint, { file });
}

function fileOf(clicked: unknown): string | undefined {
  if (isRunsNode(clicked)) return clicked.kind === 'measurement' ? clicked.file : undefined;
  return clicked instanceof Uri ? clicked.fsPath : undefined;
}

async function chooseFile(): Promise<string | undefined> {
  const title = l10n.t('Continue Measurement');
  const [uri] = (await window.showOpenDialog({ title, filters: { [l10n.t('Measurements')]: ['json'] } })) ?? [];
  return uri?.fsPath;
}

import { l10n, ProgressLocation, window } from 'vscode';
import type { Sheet } from '../../protocol/workerApi.js';
import type { App } from '../app.js';
import { showSheet } from '../panels/sheetPanel.js';
import { checkpointAmong, pickCheckpoint } from '../runs/pickCheckpoint.js';

/** Shows what a checkpoint holds: the node's, the file's, or a chosen one. */
export async function openCheckpoint(app: App, ...args: unknown[]): Promise<Sheet | undefined> {
  const checkpoint = checkpointAmong(args) ?? (await pickCheckpoint(app, l10n.t('Open Checkpoint')));
  if (!checkpoint) return undefined;
  // Reading a header takes no time to speak of; starting the engine may.
  const options = { location: ProgressLocation.Window, title: l10n.t('Reading checkpoint') };
  const sheet = await window.withProgress(options, () => app.engine.call('inspect', { checkpoint }));
  showSheet(app, sheet, `checkpoint ${checkpoint}`);
  return sheet;
}

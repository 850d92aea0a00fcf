import { l10n, Uri } from 'vscode';
import type { App } from '../app/app.js';
import { openCheckpointEditor } from '../checkpoint/openEditor.js';
import { checkpointAmong, pickCheckpoint } from '../runs/pickCheckpoint.js';

/** Opens a checkpoint in its editor: the node's, the file's, or a chosen one. */
export async function openCheckpoint(app: App, ...args: unknown[]): Promise<void> {
  const checkpoint = checkpointAmong(args) ?? (await pickCheckpoint(app, l10n.t('Open Checkpoint')));
  if (checkpoint) await openCheckpointEditor(Uri.file(checkpoint));
}

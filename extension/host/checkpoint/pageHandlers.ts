import { basename } from 'node:path';
import { commands, l10n, Uri } from 'vscode';
import type { CheckpointFile, CheckpointPageApi } from '../../protocol/checkpointPage.js';
import type { CallContext, Handlers } from '../../protocol/rpc.js';
import type { App } from '../app/app.js';
import { textOf } from '../common/pageParams.js';
import { requireTrust } from '../common/trust.js';
import { pickCheckpoint } from '../runs/pickCheckpoint.js';
import type { CheckpointDocument } from './checkpointDocument.js';
import { lookHandlers } from './look/lookHandlers.js';
import { mapHandlers } from './map/mapHandlers.js';
import { openCheckpointEditor } from './openEditor.js';
import { runFolderOf } from './runPlace.js';

/** What the page of a checkpoint is answered. Nothing that it sends becomes a path. */
export function checkpointHandlers(app: App, document: CheckpointDocument): Handlers<CheckpointPageApi> {
  const { file } = document;
  return {
    ...lookHandlers(app, document),
    ...mapHandlers(app, document),

    watch: (_, context) => watch(document, context),

    async tensor(params, { signal }) {
      requireTrustForWeights();
      return app.engine.call('tensor', { file, name: textOf(params, 'name') }, { signal });
    },

    async weights(_, { signal }) {
      requireTrustForWeights();
      return app.engine.call('weights', { file }, { signal });
    },

    async chooseOther() {
      const preference = { first: runFolderOf(file), except: file };
      const chosen = await pickCheckpoint(app, l10n.t('Compare with Checkpoint'), preference);
      return chosen === undefined ? undefined : { id: document.remember(chosen), label: basename(chosen) };
    },

    async difference(params, { signal, progress }) {
      requireTrustForWeights();
      const other = await document.otherFile(textOf(params, 'other'));
      return app.engine.call('difference', { file, other }, { signal, onProgress: progress });
    },

    async openSibling(params) {
      await openCheckpointEditor(Uri.file(await document.otherFile(textOf(params, 'id'))));
    },

    async openRun() {
      const run = app.runs.find(runFolderOf(file) ?? '');
      if (run) await commands.executeCommand('mfm.openRun', { kind: 'run', run });
    },
  };
}

/** Reports what the file is whenever that changes, until the page ends. */
async function watch(document: CheckpointDocument, { signal, progress }: CallContext<CheckpointFile>): Promise<never> {
  let reported = '';
  const report = async () => {
    const described = await document.read();
    // Runs change several times a second while they train; the file and its siblings seldom do.
    const { version, kind, message, run } = described;
    const state = JSON.stringify([version, kind, message, run]);
    if (state === reported || signal.aborted) return;
    reported = state;
    progress(described);
  };
  const listening = document.onDidChange(() => void report());
  await report();
  return new Promise((_, reject) => {
    const end = () => {
      listening.dispose();
      reject(signal.reason);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Values are read by the engine process, which waits for trust; headers are read without it. */
function requireTrustForWeights(): void {
  requireTrust(l10n.t('Weights are read once you trust this workspace.'));
}

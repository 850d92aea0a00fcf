import { l10n, Uri, window, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import type { RunAction } from '../../protocol/runPage.js';
import type { App } from '../app/app.js';
import { requireTrust } from '../common/trust.js';
import type { RunNode } from '../runs/nodes.js';
import type { Run } from '../runs/run.js';
import { noteRun } from './noteRun.js';
import { openReport } from './openReport.js';
import { pauseRun } from './pauseRun.js';
import { renameRun } from './renameRun.js';
import { resumeRun } from './resumeRun.js';
import { revealInExplorer } from './revealInExplorer.js';
import { stopRun } from './stopRun.js';

/** What a page can have done with a run. Resolves to what was done where that is not seen by itself. */
const actions: Record<RunAction, (app: App, node: RunNode) => Promise<unknown>> = {
  pause: pauseRun,
  resume: resumeRun,
  stop: stopRun,
  save: (app, { run }) => save(app, run),
  sample: (app, { run }) => sample(app, run),
  rename: renameRun,
  note: noteRun,
  openConfig: async (_, { run }) => {
    const config = Uri.file(RunFolder.open(run.dir).configFile);
    await window.showTextDocument(await workspace.openTextDocument(config));
  },
  openReport,
  revealCheckpoint: (app, { run }) => revealCheckpoint(app, run),
};

/** Those that start a process, talk to one, or write. */
const trusting: readonly RunAction[] = ['pause', 'resume', 'stop', 'save', 'sample', 'rename', 'note'];

export async function act(app: App, run: Run, action: unknown): Promise<string | undefined> {
  if (!isAction(action)) throw new TypeError('A page asked for an unknown action.');
  if (trusting.includes(action)) requireTrust();
  const done = await actions[action](app, { kind: 'run', run });
  return typeof done === 'string' ? done : undefined;
}

async function save(app: App, run: Run): Promise<string> {
  const { step } = await (await app.runs.control(run)).call('save', {});
  return l10n.t('The checkpoint of step {0} is saved.', step);
}

async function sample(app: App, run: Run): Promise<string> {
  const { step } = await (await app.runs.control(run)).call('sample', {});
  return l10n.t('The samples of step {0} are written.', step);
}

async function revealCheckpoint(app: App, { summary }: Run): Promise<void> {
  if (!summary.latest) throw new UserError(l10n.t('This run has no checkpoint yet.'));
  await revealInExplorer(app, { path: summary.latest });
}

function isAction(action: unknown): action is RunAction {
  return typeof action === 'string' && Object.hasOwn(actions, action);
}

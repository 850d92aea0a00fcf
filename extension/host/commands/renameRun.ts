import { basename } from 'node:path';
import { l10n } from 'vscode';
import { longestName } from '../../engine/runs/runNotes.js';
import type { App } from '../app/app.js';
import { editNotes } from '../runs/editNotes.js';

/** Gives a run a name other than its folder's. */
export function renameRun(app: App, ...args: unknown[]): Promise<void> {
  return editNotes(app, args, {
    what: 'name',
    title: l10n.t('Rename Run'),
    longest: longestName,
    prompt: ({ dir }) => l10n.t('How the run in {0} is called here; empty for the name of its folder', dir),
    placeHolder: ({ dir }) => basename(dir),
  });
}

import { l10n } from 'vscode';
import { longestNote } from '../../engine/runs/runNotes.js';
import type { App } from '../app/app.js';
import { editNotes } from '../runs/editNotes.js';

/** Writes down what a person wants to remember of a run. */
export function noteRun(app: App, ...args: unknown[]): Promise<void> {
  return editNotes(app, args, {
    what: 'note',
    title: l10n.t('Annotate Run'),
    longest: longestNote,
    prompt: ({ name }) => l10n.t('What is worth remembering of {0}; empty for no note', name),
  });
}

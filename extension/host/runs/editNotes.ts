import { l10n, window } from 'vscode';
import { type RunNotes, readRunNotes, writeRunNotes } from '../../engine/runs/runNotes.js';
import { chooseRuns } from './chooseRuns.js';
import type { Run } from './run.js';
import type { RunStore } from './runStore.js';

/** What is asked for, and how. */
interface Question {
  readonly what: keyof RunNotes;
  readonly title: string;
  /** In characters. */
  readonly longest: number;
  prompt(run: Run): string;
  placeHolder?(run: Run): string;
}

/** Asks for one of a run's notes and keeps the answer in the run's folder; Escape changes nothing. */
export async function editNotes(app: { runs: RunStore }, args: readonly unknown[], question: Question): Promise<void> {
  const { what, title, longest } = question;
  const [run] = await chooseRuns(app, args, { title, fits: () => true });
  if (!run) return;
  const text = await window.showInputBox({
    title,
    prompt: question.prompt(run),
    value: (await readRunNotes(run.dir))[what],
    placeHolder: question.placeHolder?.(run),
    validateInput: typed =>
      typed.length > longest ? l10n.t('{0} characters at most; these are {1}.', longest, typed.length) : undefined,
  });
  if (text === undefined) return;
  // The box may have stood there for long.
  await writeRunNotes(run.dir, { ...(await readRunNotes(run.dir)), [what]: text });
  await app.runs.read([run.dir]);
}

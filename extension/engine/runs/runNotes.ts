import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTextAtomically } from '../files/atomicFile.js';
import { readText } from '../files/regularFile.js';

/** What a person says of a run. A run neither reads nor writes it, so it can be said while one trains. */
export interface RunNotes {
  /** Instead of the folder's. */
  name?: string;
  note?: string;
}

/** Characters. */
export const longestName = 80;
export const longestNote = 2000;

/** What was said of the run in `dir`: nothing where `notes.json` is not there or no notes. */
export async function readRunNotes(dir: string): Promise<RunNotes> {
  try {
    const found = JSON.parse(await readText(notesFile(dir), 100_000)) as Record<keyof RunNotes, unknown> | null;
    return cleaned({ name: textOf(found?.name), note: textOf(found?.note) });
  } catch {
    return {};
  }
}

/** Says it anew; without anything to say, there is no file. @throws UserError when it cannot be written */
export async function writeRunNotes(dir: string, notes: RunNotes): Promise<void> {
  const kept = cleaned(notes);
  if (Object.keys(kept).length === 0) return rm(notesFile(dir), { force: true });
  await writeTextAtomically(notesFile(dir), `${JSON.stringify(kept, undefined, 2)}\n`);
}

function notesFile(dir: string): string {
  return join(dir, 'notes.json');
}

/** Each in one line, no longer than it may be; what is empty is not there. */
function cleaned({ name = '', note = '' }: RunNotes): RunNotes {
  const line = (text: string, longest: number) =>
    text
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim()
      .slice(0, longest);
  const [shortName, shortNote] = [line(name, longestName), line(note, longestNote)];
  return { ...(shortName && { name: shortName }), ...(shortNote && { note: shortNote }) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

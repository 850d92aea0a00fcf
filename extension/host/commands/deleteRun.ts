import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import { messageOf, UserError } from '../../engine/errors.js';
import { bytes, grouped } from '../../engine/text/format.js';
import type { App } from '../app/app.js';
import { chooseRuns } from '../runs/chooseRuns.js';
import { givenRuns } from '../runs/givenRuns.js';
import { isLive, type Run } from '../runs/run.js';

/** Moves run folders to the trash, after asking; where there is no trash, deletes them after asking again. */
export async function deleteRun(app: App, ...args: unknown[]): Promise<void> {
  refuseLive(givenRuns(args));
  const runs = await chooseRuns(app, args, { title: l10n.t('Delete Run'), fits: run => !isLive(run) });
  if (runs.length === 0 || !(await confirm(runs))) return;
  const dirs = runs.map(({ dir }) => dir);
  // The question may have stood there for long.
  await app.runs.read(dirs);
  refuseLive(runs);
  try {
    for (const run of runs) await remove(app, run);
  } finally {
    await app.runs.read(dirs);
  }
}

function refuseLive(runs: readonly Run[]): void {
  const live = runs.find(isLive);
  if (live) throw new UserError(l10n.t('{0} is training: stop it before you delete it.', live.name));
}

async function confirm(runs: readonly Run[]): Promise<boolean> {
  const question =
    runs.length === 1 ? l10n.t('Delete the run {0}?', runs[0]!.name) : l10n.t('Delete these {0} runs?', runs.length);
  const move = l10n.t('Move to Trash');
  const detail = (await Promise.all(runs.map(describe))).join('\n');
  return (await window.showWarningMessage(question, { modal: true, detail }, move)) === move;
}

async function describe({ dir, summary }: Run): Promise<string> {
  return l10n.t('{0} ({1}, {2} checkpoints)', dir, bytes(await folderSize(dir)), grouped(summary.checkpoints));
}

async function remove({ log }: App, { dir, name }: Run): Promise<void> {
  const folder = Uri.file(dir);
  try {
    await workspace.fs.delete(folder, { recursive: true, useTrash: true });
  } catch (error) {
    if (!existsSync(dir)) return;
    log.info(`${dir} was not moved to the trash: ${messageOf(error)}`);
    const forGood = l10n.t('Delete Permanently');
    const detail = l10n.t('{0} could not be moved to the trash. This cannot be undone.', dir);
    const question = l10n.t('Delete {0} permanently?', name);
    if ((await window.showWarningMessage(question, { modal: true, detail }, forGood)) !== forGood) return;
    await workspace.fs.delete(folder, { recursive: true });
  }
}

/** The size in bytes of all files in a folder; what goes while it is looked at does not count. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let size = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    size += await lstat(join(entry.parentPath, entry.name)).then(
      file => file.size,
      () => 0,
    );
  }
  return size;
}

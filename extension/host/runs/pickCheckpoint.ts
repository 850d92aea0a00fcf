import { basename } from 'node:path';
import { l10n, type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { primaryOf } from '../../protocol/metrics.js';
import { checkpointDescription, checkpointName } from './checkpointText.js';
import { isRunsNode } from './nodes.js';
import { metricsOfRun, type Run } from './run.js';
import type { RunStore } from './runStore.js';

/** Checkpoints that are offered of each run, besides its best. */
const OFFERED = 10;

interface CheckpointItem extends QuickPickItem {
  /** None: another file is to be chosen. */
  file?: string;
}

/** The checkpoint that a command was called with: a node of the runs view, or a file of the explorer. */
export function checkpointAmong([clicked]: readonly unknown[]): string | undefined {
  if (isRunsNode(clicked)) return clicked.kind === 'checkpoint' ? clicked.checkpoint.file : undefined;
  const isFile = clicked instanceof Uri && clicked.scheme === 'file' && /\.(safetensors|pth?)$/.test(clicked.fsPath);
  return isFile ? clicked.fsPath : undefined;
}

/** What is offered before all else, and what is not. */
interface Preference {
  /** The folder of a run. */
  first?: string;
  /** A checkpoint. */
  except?: string;
}

/** Asks for a checkpoint of the known runs, newest run and best checkpoint first, or for any other file. */
export async function pickCheckpoint(
  { runs }: { runs: RunStore },
  title: string,
  { first, except }: Preference = {},
): Promise<string | undefined> {
  // The command may be what activated the extension.
  await runs.ready;
  const newest = [...runs.runs].sort((a, b) => Number(b.dir === first) - Number(a.dir === first));
  const items: CheckpointItem[] = (await Promise.all(newest.map(run => itemsOf(run, except)))).flat();
  if (items.length === 0) return openDialog(title);
  items.push({ label: '', kind: QuickPickItemKind.Separator }, { label: l10n.t('$(folder-opened) Other file …') });
  const placeHolder = l10n.t('The checkpoint to use');
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked && (picked.file ?? openDialog(title));
}

async function itemsOf(run: Run, except?: string): Promise<CheckpointItem[]> {
  const newest = (await RunFolder.open(run.dir).checkpoints()).reverse().filter(({ file }) => file !== except);
  if (newest.length === 0) return [];
  const metric = primaryOf(metricsOfRun(run));
  const best = newest.filter(checkpoint => checkpoint.best);
  const offered = [...best, ...newest.filter(checkpoint => !checkpoint.best).slice(0, OFFERED)];
  return [
    { label: run.name, kind: QuickPickItemKind.Separator },
    ...offered.map(checkpoint => ({
      label: `$(${checkpoint.best ? 'star-full' : 'archive'}) ${checkpointName(l10n, checkpoint)}`,
      description: `${run.name} · ${checkpointDescription(l10n, checkpoint, metric)}`,
      detail: basename(checkpoint.file),
      file: checkpoint.file,
    })),
  ];
}

async function openDialog(title: string): Promise<string | undefined> {
  const filters = { [l10n.t('Checkpoints')]: ['safetensors', 'pth', 'pt'] };
  const [uri] = (await window.showOpenDialog({ title, filters })) ?? [];
  return uri?.fsPath;
}

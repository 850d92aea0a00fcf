import { commands, l10n, Uri, workspace } from 'vscode';
import type { App } from '../app/app.js';
import { chooseRuns } from '../runs/chooseRuns.js';
import { isRunsNode } from '../runs/nodes.js';

/** Shows a run, checkpoint, image or folder in the explorer; what lies outside the workspace, in the system's own. */
export async function revealInExplorer(app: App, ...args: unknown[]): Promise<void> {
  const path = pathOf(args[0]) ?? (await chosenRun(app));
  if (path === undefined) return;
  const uri = Uri.file(path);
  const isInWorkspace = workspace.getWorkspaceFolder(uri) !== undefined;
  await commands.executeCommand(isInWorkspace ? 'revealInExplorer' : 'revealFileInOS', uri);
}

/** The path that a node of either tree stands for. */
function pathOf(node: unknown): string | undefined {
  if (isRunsNode(node)) {
    if (node.kind === 'run') return node.run.dir;
    return node.kind === 'checkpoint' ? node.checkpoint.file : node.file;
  }
  const path = (node as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path : undefined;
}

async function chosenRun(app: App): Promise<string | undefined> {
  const [run] = await chooseRuns(app, [], { title: l10n.t('Reveal in Explorer'), fits: () => true });
  return run?.dir;
}

import { fileURLToPath } from 'node:url';
import {
  type Disposable,
  l10n,
  ProcessExecution,
  Task,
  TaskGroup,
  TaskScope,
  tasks,
  type Uri,
  workspace,
} from 'vscode';
import { settings } from '../common/settings.js';
import { findConfigs } from '../configs/documents/configFiles.js';
import { engineEnvironment } from '../engine/forkWorker.js';
import { type PretrainTask, pretrainArguments } from './pretrainArguments.js';

/**
 * Tasks of type 'mfm': pre-training by the command line, in a terminal. One is offered for each config. VS Code itself
 * asks for trust before it looks for tasks or runs one.
 */
export function registerTasks(): Disposable {
  return tasks.registerTaskProvider('mfm', {
    provideTasks: async () => (await findConfigs()).flatMap(offered),
    resolveTask: task => pretrainTask(task.definition as PretrainTask, task.scope, task.name),
  });
}

function offered(config: Uri): Task[] {
  const folder = workspace.getWorkspaceFolder(config);
  if (!folder) return [];
  const path = workspace.asRelativePath(config, false);
  return [pretrainTask({ type: 'mfm', config: path }, folder, l10n.t('pretrain {0}', path))];
}

function pretrainTask(definition: PretrainTask, scope: Task['scope'], name: string): Task {
  const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
  const execution = new ProcessExecution(
    settings.nodePath() || process.execPath,
    [fileURLToPath(new URL('./mfm.js', import.meta.url)), ...pretrainArguments(definition)],
    { cwd: folder?.uri.fsPath, env: engineEnvironment() },
  );
  const task = new Task(definition, scope ?? TaskScope.Workspace, name, 'mfm', execution);
  task.group = TaskGroup.Build;
  return task;
}

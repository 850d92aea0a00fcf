import { env, l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { primaryOf } from '../../protocol/metrics.js';
import { checkpointDescription, checkpointLabel, checkpointName, checkpointTooltip } from './checkpointText.js';
import type { CheckpointNode } from './nodes.js';
import { type DisplayState, displayState, isLive, metricsOfRun, type Run } from './run.js';
import { runDescription, runFacts, runLabel, stateText } from './runText.js';

const ICONS: Record<DisplayState, [icon: string, colour?: string]> = {
  running: ['sync~spin'],
  stopping: ['sync~spin'],
  paused: ['debug-pause'],
  finished: ['pass', 'charts.green'],
  stopped: ['circle-slash'],
  failed: ['error', 'list.errorForeground'],
  interrupted: ['warning', 'list.warningForeground'],
  unreadable: ['error', 'list.errorForeground'],
};

/** A run as the view shows it; its tooltip is made when it is asked for. */
export function runItem(run: Run): TreeItem {
  const state = displayState(run);
  const [icon, colour] = ICONS[state];
  // Checkpoints of a live run will come: it can be opened before.
  const canOpen = run.summary.checkpoints > 0 || isLive(run);
  const item = new TreeItem(run.name, canOpen ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = run.dir;
  item.contextValue = `run.${state}`;
  item.iconPath = new ThemeIcon(icon, colour ? new ThemeColor(colour) : undefined);
  item.description = runDescription(l10n, run);
  item.accessibilityInformation = { label: runLabel(l10n, run) };
  return item;
}

/** Settings, times and folder of a run, and why it failed. */
export function runTooltip(run: Run): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown('**').appendText(run.name).appendMarkdown('** ');
  text.appendText(`(${stateText(l10n, displayState(run))})`).appendMarkdown('\n\n');
  if (run.summary.message) text.appendText(run.summary.message).appendMarkdown('\n\n');
  for (const [label, value] of runFacts(l10n, run, env.language)) {
    text.appendMarkdown('- ').appendText(`${label}: ${value}`).appendMarkdown('\n');
  }
  return text;
}

/** A checkpoint as the view shows it, from what is known without reading a file: there may be thousands. */
export function checkpointItem(node: CheckpointNode): TreeItem {
  const { checkpoint, run } = node;
  const metric = primaryOf(metricsOfRun(run));
  const item = new TreeItem(checkpointName(l10n, checkpoint));
  item.id = checkpoint.file;
  item.contextValue = 'checkpoint';
  item.iconPath = new ThemeIcon(checkpoint.best ? 'star-full' : 'archive');
  item.description = checkpointDescription(l10n, checkpoint, metric);
  item.tooltip = checkpointTooltip(l10n, checkpoint, metric);
  item.accessibilityInformation = { label: checkpointLabel(l10n, checkpoint, metric) };
  item.command = { command: 'mfm.openCheckpoint', title: l10n.t('Open Checkpoint'), arguments: [node] };
  return item;
}

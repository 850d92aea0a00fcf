import { l10n, ThemeIcon, TreeItem } from 'vscode';
import { primaryOf } from '../../protocol/metrics.js';
import { checkpointDescription, checkpointLabel, checkpointName, checkpointTooltip } from './checkpointText.js';
import type { CheckpointNode } from './nodes.js';
import { metricsOfRun } from './run.js';

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

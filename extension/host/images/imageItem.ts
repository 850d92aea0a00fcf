import { basename } from 'node:path';
import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import { grouped } from '../../engine/text/format.js';
import type { FolderCount } from './folderCounts.js';
import { countText, folderTooltip, unusableText, unusableTooltip } from './imageText.js';
import type { FolderNode, ImagesNode } from './nodes.js';

const WARNING = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));

/** A node as the view shows it. `count`: of its root, for folders and for what is unusable. */
export function imageItem(node: ImagesNode, count?: FolderCount): TreeItem {
  switch (node.kind) {
    case 'imageFolder':
      return node.path === node.root ? rootItem(node, count!) : folderItem(node, count!);
    case 'unusable': {
      const item = new TreeItem(unusableText(l10n, count!.unusable.length), TreeItemCollapsibleState.Collapsed);
      item.id = `${node.path}\nunusable`;
      item.iconPath = WARNING;
      item.tooltip = unusableTooltip(l10n);
      return item;
    }
    case 'image': {
      const uri = Uri.file(node.path);
      const item = new TreeItem(uri);
      item.contextValue = node.reason === undefined ? 'image' : 'unusableImage';
      item.iconPath = node.reason === undefined ? ThemeIcon.File : WARNING;
      item.description = node.reason;
      if (node.reason !== undefined) item.tooltip = `${node.path}\n${node.reason}`;
      item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri] };
      return item;
    }
    case 'more': {
      const item = new TreeItem(l10n.t('… and {0} more', grouped(node.count)));
      item.iconPath = new ThemeIcon('ellipsis');
      item.command = { command: 'mfm.revealInExplorer', title: l10n.t('Reveal in Explorer'), arguments: [node] };
      return item;
    }
  }
}

function rootItem({ path, configs }: FolderNode, count: FolderCount): TreeItem {
  const isMissing = count.state === 'missing';
  const collapsed = isMissing ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(basename(path) || path, collapsed);
  item.id = path;
  // Commands for folders have nothing to do where there is none.
  item.contextValue = isMissing ? 'missingFolder' : 'imageFolder';
  item.iconPath = isMissing ? WARNING : new ThemeIcon('file-media');
  item.description = countText(l10n, count);
  item.tooltip = folderTooltip(l10n, path, configs, count);
  item.accessibilityInformation = { label: `${basename(path)}, ${item.description}` };
  return item;
}

function folderItem({ path, root }: FolderNode, { state, classes }: FolderCount): TreeItem {
  const item = new TreeItem(Uri.file(path), TreeItemCollapsibleState.Collapsed);
  // The same folder may also be a config's own.
  item.id = `${root}\n${path}`;
  item.contextValue = 'imageFolder';
  item.iconPath = ThemeIcon.Folder;
  const images = classes.get(basename(path));
  if (images !== undefined) item.description = grouped(images);
  else if (state === 'counting') item.description = '…';
  return item;
}

import { join } from 'node:path';
import {
  EventEmitter,
  type LogOutputChannel,
  type TreeDataProvider,
  type TreeItem,
  Uri,
  window,
  workspace,
} from 'vscode';
import { listFolder } from '../../engine/data/listFolder.js';
import { messageOf } from '../../engine/errors.js';
import { Disposables } from '../common/disposable.js';
import { findConfigs } from '../configs/documents/configFiles.js';
import { FolderCounts } from './folderCounts.js';
import { FolderWatcher } from './folderWatcher.js';
import { imageItem } from './imageItem.js';
import type { FolderNode, ImagesNode } from './nodes.js';

/** Images that a folder lists; the explorer shows them all. */
const LISTED = 200;

/** The view of the folders of images that the workspace's configs use. */
export class ImagesTree implements TreeDataProvider<ImagesNode> {
  private readonly own = new Disposables();
  private readonly changes = this.own.add(new EventEmitter<ImagesNode | undefined>());
  private readonly counts = this.own.add(new FolderCounts(folder => this.changes.fire(this.roots.get(folder))));
  private readonly watcher = this.own.add(
    new FolderWatcher(
      folder => this.counts.recount(folder),
      () => this.changes.fire(undefined),
    ),
  );
  private roots = new Map<string, FolderNode>();
  private searches = 0;
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly log: LogOutputChannel) {
    this.own.add(
      window.createTreeView('mfm.images', { treeDataProvider: this, canSelectMany: true, showCollapseAll: true }),
    );
  }

  dispose(): void {
    this.own.dispose();
  }

  /** Looks at configs and folders anew. */
  refresh(): void {
    this.counts.recountAll();
    this.changes.fire(undefined);
  }

  async getChildren(node?: ImagesNode): Promise<ImagesNode[]> {
    if (!node) return this.findRoots();
    if (node.kind === 'unusable') return this.unusableImages(node.path);
    if (node.kind !== 'imageFolder') return [];
    const { folders, images, imageCount } = await listFolder(node.path, LISTED);
    const more = imageCount - images.length;
    const isRoot = node.path === node.root;
    const { unusable } = this.counts.get(node.root);
    const reasons = new Map(unusable.map(({ path, reason }) => [join(node.root, path), reason]));
    return [
      ...(isRoot && unusable.length > 0 ? [{ kind: 'unusable' as const, path: node.root }] : []),
      ...folders.map((name): FolderNode => ({ ...node, path: join(node.path, name) })),
      ...images.map((name): ImagesNode => {
        const path = join(node.path, name);
        return { kind: 'image', path, reason: reasons.get(path) };
      }),
      ...(more > 0 ? [{ kind: 'more' as const, path: node.path, count: more }] : []),
    ];
  }

  getTreeItem(node: ImagesNode): TreeItem {
    const root = node.kind === 'imageFolder' ? node.root : node.kind === 'unusable' ? node.path : undefined;
    return imageItem(node, root === undefined ? undefined : this.counts.get(root));
  }

  private unusableImages(root: string): ImagesNode[] {
    const { unusable } = this.counts.get(root);
    const more = unusable.length - LISTED;
    return [
      ...unusable
        .slice(0, LISTED)
        .map(({ path, reason }): ImagesNode => ({ kind: 'image', path: join(root, path), reason })),
      ...(more > 0 ? [{ kind: 'more' as const, path: root, count: more }] : []),
    ];
  }

  private async findRoots(): Promise<ImagesNode[]> {
    const search = ++this.searches;
    const { configFolders } = await import('./configFolders.js');
    const { readText } = await import('../../engine/config/load.js');
    const texts = [];
    for (const uri of await findConfigs()) {
      try {
        texts.push({ file: uri.fsPath, text: readText(uri.fsPath) });
      } catch (error) {
        this.log.debug(messageOf(error));
      }
    }
    const roots = new Map<string, FolderNode>();
    for (const [path, files] of configFolders(texts, readText)) {
      const configs = files.map(file => workspace.asRelativePath(Uri.file(file)));
      roots.set(path, { kind: 'imageFolder', path, root: path, configs });
    }
    // A search that began earlier may end later, with configs as they were.
    if (search === this.searches) {
      this.roots = roots;
      this.watcher.watch([...roots.keys()]);
    }
    return [...roots.values()].sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
  }
}

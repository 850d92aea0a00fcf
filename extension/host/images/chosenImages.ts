import { basename } from 'node:path';
import { l10n, TabInputCustom, Uri, window, workspace } from 'vscode';
import { naturalOrder } from '../../engine/data/naturalOrder.js';
import type { ImagesNode } from './nodes.js';

/** Names of images that the engine decodes. */
const IMAGE_GLOB = '**/*.{jpg,jpeg,png,webp,tif,tiff,gif,avif,JPG,JPEG,PNG,WEBP,TIF,TIFF,GIF,AVIF}';

/** Images that are offered at most; the open dialog reaches all others. */
const OFFERED = 500;

/** Images that are searched for: a search that is cut off gives others every time, so it goes far beyond what is offered. */
const SEARCHED = 20_000;

/**
 * The images and folders that a command was called with: the explorer passes the clicked file and all selected ones, a
 * tree its nodes, the title of an image's editor the image.
 *
 * @returns absolute paths
 */
export function imagesAmong([clicked, selected]: readonly unknown[]): string[] {
  const all = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  return all.map(pathOf).filter(path => path !== undefined);
}

/** The image that the active tab shows, if it shows one. */
export function imageOfActiveTab(): string[] {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const isImage = input instanceof TabInputCustom && input.viewType === 'imagePreview.previewEditor';
  return isImage ? [input.uri.fsPath] : [];
}

/** Asks for images of the workspace, or for others by the open dialog. Undefined when the person gives up. */
export async function pickImages(title: string): Promise<string[] | undefined> {
  const found = await workspaceImages();
  if (found.length === 0) return openDialog(title);
  const browse = { label: l10n.t('$(folder-opened) Other images …'), uri: undefined, alwaysShow: true };
  const items = found.map(({ path, uri }) => ({ label: basename(path), description: path, uri }));
  const placeHolder = l10n.t('Choose one or more images');
  const picked = await window.showQuickPick([browse, ...items], {
    title,
    placeHolder,
    canPickMany: true,
    matchOnDescription: true,
  });
  if (!picked || picked.length === 0) return undefined;
  const files = picked.flatMap(({ uri }) => (uri ? [uri.fsPath] : []));
  return picked.some(item => item.uri === undefined) ? [...files, ...((await openDialog(title)) ?? [])] : files;
}

/** The first images of the workspace by their paths in it, so many as a person can choose from. */
export async function workspaceImages(): Promise<{ path: string; uri: Uri }[]> {
  const found = await workspace.findFiles(IMAGE_GLOB, '**/node_modules/**', SEARCHED);
  return found
    .map(uri => ({ path: workspace.asRelativePath(uri), uri }))
    .sort((a, b) => naturalOrder(a.path, b.path))
    .slice(0, OFFERED);
}

async function openDialog(title: string): Promise<string[] | undefined> {
  const extensions = ['jpg', 'jpeg', 'png', 'webp', 'tif', 'tiff', 'gif', 'avif'];
  // The dialog of a remote window takes them literally, and cameras write .JPG.
  const filters = { [l10n.t('Images')]: [...extensions, ...extensions.map(extension => extension.toUpperCase())] };
  const uris = await window.showOpenDialog({ title, canSelectMany: true, filters });
  return uris?.map(uri => uri.fsPath);
}

/** The path of a Uri on disk, or of a node of the images view. */
function pathOf(value: unknown): string | undefined {
  if (value instanceof Uri) return value.scheme === 'file' ? value.fsPath : undefined;
  const { kind, path } = (value ?? {}) as Partial<ImagesNode>;
  return kind === 'image' || kind === 'imageFolder' ? path : undefined;
}

import type { l10n } from 'vscode';
import { grouped } from '../../engine/report/format.js';
import type { FolderCount } from './folderCounts.js';

type Words = Pick<typeof l10n, 't'>;

/** '83 images · 7 classes', or how far counting is. */
export function countText(l10n: Words, { state, images, atLeast, classes }: FolderCount): string {
  if (state === 'missing') return l10n.t('not found');
  if (state === 'counting') return images > 0 ? l10n.t('counting … {0}', grouped(images)) : l10n.t('counting …');
  if (images === 0) return l10n.t('no images');
  const parts = [imagesText(l10n, images, atLeast)];
  if (classes.size > 0)
    parts.push(classes.size === 1 ? l10n.t('1 class') : l10n.t('{0} classes', grouped(classes.size)));
  return parts.join(' · ');
}

/** What a folder is for, and what to do when it is not there. */
export function folderTooltip(l10n: Words, path: string, configs: readonly string[], { state }: FolderCount): string {
  const lines = [path, l10n.t('Used by {0}', configs.join(', '))];
  if (state === 'missing') {
    lines.push(l10n.t('There is no such folder: correct DATA.DATA_PATH in the config, or put the images there.'));
  }
  return lines.join('\n');
}

function imagesText(l10n: Words, images: number, atLeast: boolean): string {
  if (atLeast) return l10n.t('over {0} images', grouped(images));
  return images === 1 ? l10n.t('1 image') : l10n.t('{0} images', grouped(images));
}

import type { l10n } from 'vscode';
import { grouped } from '../../engine/text/format.js';
import type { FolderCount } from './folderCounts.js';

type Words = Pick<typeof l10n, 't'>;

/** '83 images · 7 classes', '14 of 19 images' where some cannot be used, or how far counting is. */
export function countText(l10n: Words, { state, images, atLeast, classes, unusable }: FolderCount): string {
  if (state === 'missing') return l10n.t('not found');
  if (state === 'counting') return images > 0 ? l10n.t('counting … {0}', grouped(images)) : l10n.t('counting …');
  if (images + unusable.length === 0) return l10n.t('no images');
  const all = images + unusable.length;
  const parts = [
    unusable.length > 0
      ? l10n.t('{0} of {1} images', grouped(images), grouped(all))
      : imagesText(l10n, images, atLeast),
  ];
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

/** What stands above the files that cannot be used. */
export function unusableText(l10n: Words, count: number): string {
  return count === 1 ? l10n.t('1 unusable image') : l10n.t('{0} unusable images', grouped(count));
}

/** Why they are, and what follows. */
export function unusableTooltip(l10n: Words): string {
  return l10n.t(
    'A first look at their bytes says that these are no images: runs leave them out. What is damaged further inside shows when a run decodes it, and the run tells.',
  );
}

function imagesText(l10n: Words, images: number, atLeast: boolean): string {
  if (atLeast) return l10n.t('over {0} images', grouped(images));
  return images === 1 ? l10n.t('1 image') : l10n.t('{0} images', grouped(images));
}

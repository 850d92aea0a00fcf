import { imagesUsed, type UnusableCounts, type UnusableImage } from '../../protocol/unusableImages.js';
import { grouped } from '../text/format.js';
import { visibleInLine } from '../text/visible.js';

/** '14 of 19 images are used: 2 left out at a first look, 3 failed when decoded.' */
export function unusableSentence(counts: UnusableCounts): string {
  const { all, leftOut, failed } = counts;
  const parts = [
    leftOut > 0 && `${grouped(leftOut)} left out at a first look`,
    failed > 0 && `${grouped(failed)} failed when decoded`,
  ];
  return `${grouped(imagesUsed(counts))} of ${grouped(all)} images are used: ${parts.filter(Boolean).join(', ')}.`;
}

/** That, and a line for each of the first `most` files. */
export function unusableText(counts: UnusableCounts, files: readonly UnusableImage[], most: number): string {
  const lines = files.slice(0, most).map(({ path, reason }) => `  ${visibleInLine(path)}: ${reason}`);
  if (files.length > most) lines.push(`  and ${grouped(files.length - most)} more, listed in run.json`);
  return [unusableSentence(counts), ...lines].join('\n');
}

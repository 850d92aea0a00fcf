import { UserError } from '../engine/errors.js';
import type { SegmentAnswers } from '../engine/evaluation/segmentAnswers.js';
import { counted } from '../engine/text/format.js';
import { visibleInLine } from '../engine/text/visible.js';
import { note, print, printJson } from './output.js';
import { table } from './table.js';

/** Rows of the table for people; --json has all. */
const MOST_ROWS = 20;

/**
 * Prints how right the classes of pixels are.
 *
 * @param file of the network
 * @param model its name
 * @param names of the classes
 * @throws UserError when nothing could be measured
 */
export async function printSegmentation(
  file: string,
  model: string,
  answers: SegmentAnswers,
  names: readonly string[],
  json: boolean,
): Promise<void> {
  const { nothingMeasured } = await import('../engine/evaluation/meanIoU.js');
  const { foundClasses } = await import('../engine/evaluation/segmentResults.js');
  const { folder, confusion, failed } = answers;
  const unusable = [...folder.skipped, ...failed];
  if (confusion.total === 0) throw new UserError(sentence(nothingMeasured(folder.root, unusable[0])));
  const { meanIou, pixelAccuracy, meanAccuracy, iou } = confusion.scores();
  const classes = foundClasses(answers, names).map((found, k) => ({ ...found, iou: 100 * iou[k]! }));
  const images = folder.entries.length - failed.length;
  const shares = { miou: 100 * meanIou, pixelAccuracy: 100 * pixelAccuracy, meanAccuracy: 100 * meanAccuracy };
  if (json) {
    printJson({ checkpoint: file, model, folder: folder.root, images, ...shares, classes, unusable });
    return;
  }
  print(`${model}: ${counted(images, 'image')}, ${classes.length} classes`);
  print(
    `Mean IoU: ${percent(shares.miou)}\nPixel accuracy: ${percent(shares.pixelAccuracy)}\nMean accuracy: ${percent(shares.meanAccuracy)}`,
  );
  const isLong = classes.length > MOST_ROWS;
  const shown = isLong ? [...classes].sort((a, b) => a.iou - b.iou).slice(0, MOST_ROWS) : classes;
  const rows = shown.map(({ name, iou, accuracy, pixels, worst }) => [
    name,
    percent(iou),
    accuracy === null ? '' : percent(accuracy),
    percent((100 * (pixels ?? 0)) / confusion.total),
    worst[0]?.path ?? '',
  ]);
  print(
    `\n${table([[isLong ? `the ${MOST_ROWS} worst` : 'class', 'IoU', 'accuracy', 'pixels', 'worst image'], ...rows])}`,
  );
  for (const { path, reason } of unusable) note(`Left out: ${visibleInLine(path)} (${reason})`);
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}

function sentence(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

import { counted } from '../engine/text/format.js';
import type { SegmentationMeasurement } from '../protocol/measurement.js';
import { table } from './table.js';

/** Rows of the table for people; --json has all. */
const MOST_ROWS = 20;

/** How right a network is about pixels, for people. */
export function segmentationText(found: SegmentationMeasurement): string {
  const { model, images, miou, pixelAccuracy, meanAccuracy, classes } = found;
  const all = classes.reduce((sum, { pixels }) => sum + (pixels ?? 0), 0);
  const isLong = classes.length > MOST_ROWS;
  const shown = isLong ? [...classes].sort((a, b) => a.iou - b.iou).slice(0, MOST_ROWS) : classes;
  const rows = shown.map(({ name, iou, accuracy, pixels, worst }) => [
    name,
    percent(iou),
    accuracy === null ? '' : percent(accuracy),
    percent((100 * (pixels ?? 0)) / all),
    worst[0]?.path ?? '',
  ]);
  const head = [isLong ? `the ${MOST_ROWS} worst` : 'class', 'IoU', 'accuracy', 'pixels', 'worst image'];
  return [
    `${model}: ${counted(images, 'image')}, ${classes.length} classes`,
    `Mean IoU: ${percent(miou)}\nPixel accuracy: ${percent(pixelAccuracy)}\nMean accuracy: ${percent(meanAccuracy)}`,
    `\n${table([head, ...rows])}`,
  ].join('\n');
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Confusion } from '../../../extension/engine/segmentation/confusion.js';
import { downstream } from '../../support/downstream.js';

/** Scores of the golden confusion matrix, one pixel after the other. */
export function segmentationChecks(): void {
  test('scores of a segmentation', () => {
    const { confusion_rows_truth: rows, iou, mean, pixel_accuracy, mean_accuracy_of_present } = downstream.miou;
    const pixels = (rows as number[][]).flatMap((row, truth) =>
      row.flatMap((count, predicted) => Array.from({ length: count }, () => ({ truth, predicted }))),
    );
    const confusion = new Confusion(rows.length);
    confusion.add(
      Uint8Array.from(pixels, ({ truth }) => truth),
      Uint8Array.from(pixels, ({ predicted }) => predicted),
    );
    const scores = confusion.scores();
    const close = (actual: number, expected: number, what: string) =>
      assert.ok(Math.abs(actual - expected) <= 1e-12, `${what}: ${actual}, not ${expected}`);
    assert.equal(scores.iou.length, iou.length);
    for (const [c, expected] of (iou as number[]).entries()) close(scores.iou[c]!, expected, `class ${c}`);
    close(scores.meanIou, mean, 'mean IoU');
    close(scores.pixelAccuracy, pixel_accuracy, 'pixel accuracy');
    close(scores.meanAccuracy, mean_accuracy_of_present, 'mean accuracy');
  });
}

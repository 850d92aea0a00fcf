import {
  array,
  boolean,
  check,
  type GenericSchema,
  integer,
  literal,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  object,
  optional,
  picklist,
  pipe,
  tuple,
  union,
  variant,
} from 'valibot';
import type { Measurement } from '../../protocol/measurement.js';
import { robustnessTests } from '../../protocol/robustness.js';
import { maskLayouts } from '../config/segmentation.js';
import { classTable, isClassTable } from '../evaluation/classEvaluation.js';
import { count, percent, text } from '../evaluation/readEvaluation.js';
import { foundClass } from '../evaluation/segmentEvaluation.js';

const positive = pipe(number(), minValue(Number.MIN_VALUE));
const wholePositive = pipe(number(), integer(), minValue(1), maxValue(Number.MAX_SAFE_INTEGER));
const accuracy = { top1: percent, top5: percent, of: count };
const meanAndSpread = object({ mean: percent, spread: optional(pipe(number(), minValue(0))) });

const found = {
  checkpoint: text,
  batchSize: wholePositive,
  model: text,
  backend: text,
  device: text,
  time: text,
  unusable: array(object({ path: text, reason: text, step: optional(count) })),
};

const accuracyMeasurement = pipe(
  object({
    kind: literal('accuracy'),
    ...found,
    folder: text,
    average: optional(boolean()),
    ...accuracy,
    ...classTable,
    classes: pipe(classTable.classes, minLength(1)),
  }),
  check(found => isClassTable(found)),
);

const probeMeasurement = object({
  kind: literal('probe'),
  ...found,
  probe: variant('name', [
    object({ name: literal('knn'), k: wholePositive, temperature: positive }),
    object({ name: literal('linear'), solver: picklist(['lbfgs', 'ridge']) }),
  ]),
  train: text,
  val: optional(text),
  holdout: optional(pipe(number(), minValue(0), maxValue(1))),
  tokens: picklist(['pooled', 'patches', 'cls']),
  layer: optional(wholePositive),
  labels: optional(union([object({ perClass: wholePositive }), object({ percent })])),
  seeds: wholePositive,
  classes: array(text),
  images: object({ train: count, val: optional(count) }),
  layerName: optional(text),
  trials: pipe(
    array(
      object({
        seed: count,
        labelled: count,
        measured: count,
        top1: percent,
        top5: percent,
        strength: optional(number()),
      }),
    ),
    minLength(1),
  ),
  top1: meanAndSpread,
  top5: meanAndSpread,
});

const row = object({
  kind: picklist(['clean', 'corruption', 'attack', 'filter', 'fourier']),
  name: text,
  severity: optional(picklist([1, 2, 3, 4, 5])),
  pass: optional(picklist(['low', 'high'])),
  radius: optional(positive),
  frequency: optional(tuple([number(), number()])),
  ...accuracy,
});

const robustnessMeasurement = object({
  kind: literal('robustness'),
  ...found,
  folder: text,
  tests: pipe(array(picklist(robustnessTests)), maxLength(robustnessTests.length)),
  epsilon: positive,
  radii: optional(array(positive)),
  images: optional(wholePositive),
  published: optional(text),
  side: pipe(wholePositive, maxValue(2 ** 16)),
  grid: pipe(wholePositive, maxValue(1023)),
  rows: array(row),
  isComplete: boolean(),
});

const segmentationMeasurement = object({
  kind: literal('segmentation'),
  ...found,
  folder: text,
  layout: optional(picklist(maskLayouts)),
  images: count,
  miou: percent,
  pixelAccuracy: percent,
  meanAccuracy: percent,
  classes: pipe(array(object({ ...foundClass, iou: percent })), minLength(1), maxLength(255)),
});

/** What a file of a measurement says. */
export const measurementSchema: GenericSchema<unknown, Measurement> = variant('kind', [
  accuracyMeasurement,
  probeMeasurement,
  robustnessMeasurement,
  segmentationMeasurement,
]);

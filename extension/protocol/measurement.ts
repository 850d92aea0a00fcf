import type { Accuracy, ClassResult, Confusion } from './classTable.js';
import type { RobustnessRow, RobustnessTest } from './robustness.js';
import type { MaskedClass } from './segmentTable.js';
import type { UnusableImage } from './unusableImages.js';

/** What a checkpoint shall be measured for. Paths are absolute. */
export type MeasureRequest = AccuracyRequest | ProbeRequest | RobustnessRequest | SegmentationRequest;

interface OfCheckpoint {
  checkpoint: string;
  /** Images that are run at once. */
  batchSize: number;
}

/** How often a fine-tuned checkpoint is right. */
export interface AccuracyRequest extends OfCheckpoint {
  kind: 'accuracy';
  /** Labelled images. */
  folder: string;
  /** Of the averages of weights that a fine-tuning keeps (TRAIN.EMA_DECAY), not of the trained ones. */
  average?: boolean;
}

/** What frozen features tell of classes. */
export interface ProbeRequest extends OfCheckpoint {
  kind: 'probe';
  probe: ProbeSettings;
  /** Labelled images that it learns from. */
  train: string;
  /** Those that it is measured with; absent = a share of each class, `holdout`, is held out of `train`. */
  val?: string;
  holdout?: number;
  /** Of each image: what the model's own head takes, the mean of its patches, its class token. */
  tokens: 'pooled' | 'patches' | 'cls';
  /** From 1; absent = what leaves the encoder. */
  layer?: number;
  /** Labels of each class that are known: so many, or a share of them; absent = all. */
  labels?: { perClass: number } | { percent: number };
  /** Draws of labels or of what is held out. */
  seeds: number;
}

/** Weighted nearest neighbours, or a linear classifier. */
export type ProbeSettings =
  | { name: 'knn'; k: number; temperature: number }
  | { name: 'linear'; solver: 'lbfgs' | 'ridge' };

/** What is left of a fine-tuned checkpoint's accuracy when images are not as they were. */
export interface RobustnessRequest extends OfCheckpoint {
  kind: 'robustness';
  /** Labelled images. */
  folder: string;
  tests: readonly RobustnessTest[];
  /** Most that an attack changes a pixel, of 255. */
  epsilon: number;
  /** Of the filters, in bins; absent = doubling up to half of the side. */
  radii?: readonly number[];
  /** How many images, spread evenly over the folder; absent = all. */
  images?: number;
  /** A folder of corrupted images in the layout of ImageNet-C; absent = those of the folder are corrupted. */
  published?: string;
}

/** How right a checkpoint that segments is about pixels. */
export interface SegmentationRequest extends OfCheckpoint {
  kind: 'segmentation';
  /** Images with masks. */
  folder: string;
  /** How they lie in it; absent = as in the training. */
  layout?: 'pairs' | 'ade20k' | 'pets';
}

/** What is asked for where nothing else is said: nearest neighbours as DINO has them. */
export const usualKnn = { name: 'knn', k: 20, temperature: 0.07 } as const;
/** Share of each class that is held out where there are no other images to measure a probe with. */
export const usualHoldout = 0.2;
/** Draws where only some labels are known. */
export const usualSeeds = 3;
/** Most that an attack changes a pixel, of 255. */
export const usualEpsilon = 1;

/** What was found, with what was asked: what a file keeps, and a page shows. */
export type Measurement = AccuracyMeasurement | ProbeMeasurement | RobustnessMeasurement | SegmentationMeasurement;

interface Found {
  /** The network, for people: 'ViT 12 x 384, patch 16'. */
  model: string;
  /** What computed, and on what. */
  backend: string;
  device: string;
  /** When it ended: ISO 8601. */
  time: string;
  /** Files that could not be used; paths are absolute. */
  unusable: readonly UnusableImage[];
}

export interface AccuracyMeasurement extends AccuracyRequest, Found, Accuracy {
  /** In the order of the folder. */
  classes: readonly ClassResult[];
  /** The pairs of classes that occur, right ones included, the frequent ones first. */
  confusions: readonly Confusion[];
}

export interface ProbeMeasurement extends ProbeRequest, Found {
  classes: readonly string[];
  /** How many there were. */
  images: { train: number; val?: number };
  /** Name of the layer: 'blocks.3'; absent = what leaves the encoder. */
  layerName?: string;
  trials: readonly ProbeTrial[];
  top1: MeanAndSpread;
  top5: MeanAndSpread;
}

export interface ProbeTrial {
  seed: number;
  /** Images that it learned from, and those that it was measured with. */
  labelled: number;
  measured: number;
  /** In percent. */
  top1: number;
  top5: number;
  /** Of the regularisation, where it has one. */
  strength?: number;
}

/** Over the trials; a single one has no spread (sample standard deviation). */
export interface MeanAndSpread {
  mean: number;
  spread?: number;
}

export interface RobustnessMeasurement extends RobustnessRequest, Found {
  /** Pixels on a side of what the network sees. */
  side: number;
  /** Places on a side of the Fourier heat map. */
  grid: number;
  rows: readonly RobustnessRow[];
  /** False where it was interrupted: it can go on. */
  isComplete: boolean;
}

export interface SegmentationMeasurement extends SegmentationRequest, Found {
  /** How many there were. */
  images: number;
  /** In percent: the mean IoU of all classes, the share of right pixels, and the mean of it over the classes there are. */
  miou: number;
  pixelAccuracy: number;
  meanAccuracy: number;
  /** In the order of their numbers. */
  classes: readonly MaskedClass[];
}

/** How far a measurement is. */
export interface MeasureProgress {
  /** What is counted. */
  what: 'images' | 'comparisons' | 'fits';
  done: number;
  total: number;
}

/** What an engine process is asked for: to measure, or without a request to go on with what `file` has. Paths are absolute. */
export interface MeasureCall {
  request?: MeasureRequest;
  /** Takes what is found. */
  file: string;
}

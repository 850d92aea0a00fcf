import type { RunClassTable } from './classTable.js';
import type { RunFailure } from './events.js';
import type { MetricSpec, RunKind, RunViewName } from './metrics.js';
import type { Call } from './rpc.js';
import type { SavedFile } from './savedFile.js';
import type { SegmentationView } from './segmentationApi.js';
import type { SegmentTable } from './segmentTable.js';
import type { UnusableCounts, UnusableImage } from './unusableImages.js';

/** Names a run to its page: made up by the host from the folder, and the same after a reload. */
export type RunId = string;

/** What the run page asks of the editor. It names runs by their ids, samples by their steps and nothing by a path. */
export interface RunPageApi {
  /**
   * Reports where runs stand, at once and after changes, until the page cancels. Without `runs`: those that the page was
   * opened for. Runs that are gone are left out.
   */
  watch: Call<{ runs?: RunId[] }, void, RunPageSnapshot>;
  /** Metrics from the rows `from` on, some thousands at a time; none when `version` is not the newest. */
  metrics: Call<{ run: RunId; version: number; from: MetricRows }, RunColumns>;
  /** Which samples a run has. */
  samples: Call<{ run: RunId }, SampleList>;
  /** What the model made of one image at one step. */
  sample: Call<{ run: RunId; step: number; image: number }, SamplePictures>;
  /** The losses per frequency band at these steps, at most `maxBandSteps`. Files that cannot be read are left out. */
  bands: Call<{ run: RunId; steps: number[] }, SampleBands[]>;
  /** The images that a run does without: names to show, of which the page names one again by its place. */
  unusable: Call<{ run: RunId }, UnusableImage[]>;
  /** Opens the image at a place of the list that this page was given last. */
  openUnusable: Call<{ run: RunId; place: number }, void>;
  /** What the newest evaluation found of each class; undefined before the first. Of many classes it has some pairs only. */
  classes: Call<{ run: RunId }, RunClassTable | undefined>;
  /** Opens an image at a place of a pair of classes, of those that this page was given last; `step` says of which evaluation. */
  openConfused: Call<{ run: RunId; step: number; pair: number; place: number }, void>;
  /** What the newest evaluation found of the classes of pixels; undefined before the first. */
  segments: Call<{ run: RunId }, SegmentTable | undefined>;
  /** What the run's model makes of an image, of those that this page was given last; `step` says of which evaluation. */
  segmentation: Call<SegmentedPlace, RunSegmentation>;
  /** Opens such an image. */
  openSegmented: Call<SegmentedPlace, void>;
  /** The settings in which runs differ. */
  differences: Call<{ runs: RunId[] }, SettingDifferences>;
  /** Asks the person which runs to show; undefined when it gives up. */
  chooseRuns: Call<{ runs: RunId[] }, RunId[] | undefined>;
  /** Asks where, and saves; false when the person gives up. */
  saveFile: Call<SavedFile, boolean>;
  /** Does something with a run. Resolves to what was done where that is not seen by itself. */
  act: Call<{ run: RunId; action: RunAction }, string | undefined>;
}

/** An image of those that show a class, by its place among them. */
export interface SegmentedPlace {
  run: RunId;
  step: number;
  class: number;
  place: number;
}

/** What a run's model makes of an image after `checkpoint` steps, those of its newest checkpoint. */
export interface RunSegmentation extends SegmentationView {
  checkpoint: number;
}

/** Samples that one call for their bands may name. */
export const maxBandSteps = 16;

export type RunAction =
  | 'pause'
  | 'resume'
  | 'stop'
  | 'save'
  | 'sample'
  | 'rename'
  | 'note'
  | 'openConfig'
  | 'openReport'
  | 'revealCheckpoint';

/** All runs of the page, always everything, never only what changed. */
export interface RunPageSnapshot {
  runs: RunView[];
}

/** A run as its page shows it, without its metrics. */
export interface RunView {
  id: RunId;
  name: string;
  /** What a person wrote down about it. */
  note?: string;
  state: 'running' | 'paused' | 'stopping' | 'finished' | 'stopped' | 'failed' | 'interrupted' | 'unreadable';
  /** Why it failed, where more can be said than its message. */
  failure?: RunFailure;
  /** Why it failed, or why its state cannot be read. */
  message?: string;
  /** What could not be written, as samples and reports, that it goes on without. */
  warning?: string;
  /** ISO 8601. */
  created: string;
  step: number;
  totalSteps: number;
  /** What it is made of, once that is known. */
  model?: string;
  parameters?: number;
  images?: number;
  /** Absent where all images could be used. */
  unusable?: UnusableCounts;
  batchSize?: number;
  /** Steps of an epoch, and epochs in all. */
  stepsPerEpoch?: number;
  epochs?: number;
  backend: string;
  device: string;
  /** Of a live run that this window is connected to. */
  etaSeconds?: number;
  /** Whether this window can pause, stop and save it. */
  isConnected: boolean;
  kind?: RunKind;
  /** What it measures, in the order in which that is shown. */
  metrics: readonly MetricSpec[];
  /** What is shown besides curves and results. */
  views: readonly RunViewName[];
  /** What was measured so far; a new version begins when rows were taken back, as resuming does. */
  measured: MetricRows & { version: number };
  /** Changes whenever samples have come or gone. */
  samples: { count: number; newest?: number };
  checkpoints: number;
}

/** How many rows there are of either sort. */
export interface MetricRows {
  /** One a step. */
  steps: number;
  /** One for each time that other metrics were measured. */
  seldom: number;
}

/** What a run measured. */
export interface RunColumns {
  steps: MetricsColumns;
  seldom: MetricsColumns;
}

/** Rows of metrics, column by column. What a line does not say is NaN. */
export interface MetricsColumns {
  /** Steps finished, counted from 1. */
  step: Float64Array;
  /** 0-based epoch of the step. */
  epoch: Float64Array;
  /** When the step ended, in seconds since 1970. */
  time: Float64Array;
  /** By the ids of metrics. */
  values: Record<string, Float64Array>;
}

export interface SampleList {
  /** Finished steps at which samples were written, rising. */
  steps: Float64Array;
}

/** One image of a run's samples at one step. */
export interface SamplePictures {
  name: string;
  /** How many images the step's samples have. */
  images: number;
  step: number;
  /** Finished epochs; NaN when the file does not say. */
  epoch: number;
  /** Whether it is none of the images that the run trains on; undefined when the file does not say. */
  heldOut?: boolean;
  width: number;
  height: number;
  /** What was done to the image, in sentences. */
  corruption: string;
  /** The lines that bound what was kept of the spectrum: their form, and how far they reach along the axes, in bins. */
  mask: { shape: 'circle' | 'square' | 'rhombus'; radii: number[] };
  /** Mean |ΔF| over the masked coefficients, as in `engine/inspect/spectrum/bandLoss.ts`. */
  loss: number;
  panels: SamplePanel[];
}

export interface SamplePanel {
  /** What the model was given, what came of it, what should have, how far apart these are; last what it predicts by itself. */
  name: 'Input' | 'Restored' | 'Original' | 'Error' | 'Prediction';
  /** `[height, width, 3]`, as a screen shows it; of an error undefined. */
  pixels?: Uint8Array;
  /** Of an error, `[height, width]`: mean over the colours of |restored - original| of pixels in [0, 1]. */
  error?: Float32Array;
  /** `[height, width]`, shifted: ln(1 + |F|), mean of the colours; of an error that of the signed difference. */
  spectrum: Float32Array;
  /** Against the original, in dB, where it says something. */
  psnr?: number;
}

/** The losses per frequency band of the samples of one step, over all their images. */
export interface SampleBands {
  step: number;
  epoch: number;
  /** Mean |ΔF| of the masked coefficients whose distance d from the constant term is b <= d < b + 1; NaN where none is. */
  loss: Float64Array;
  /** How many masked coefficients the band has, over images and colours. */
  count: Float64Array;
  /** How much predictions differ from image to image, as a share of how much the images do; NaN for a single image. */
  spread: number;
}

export interface SettingDifferences {
  rows: { key: string; values: string[] }[];
  /** Names of the runs whose settings cannot be read: they are left out of the comparison. */
  unread: string[];
  /** The runs compared, by their ids, in the order of the values. */
  runs: RunId[];
}

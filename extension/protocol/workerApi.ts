import type { Conversion, ConversionOptions, ConversionProgress } from './conversion.js';
import type { DecisionWorkerApi } from './decisionApi.js';
import type { StartEvent } from './events.js';
import type { ImagesWorkerApi } from './imagesApi.js';
import type { LookWorkerApi } from './lookApi.js';
import type { MapWorkerApi } from './mapApi.js';
import type { MeasureCall, MeasureProgress } from './measurement.js';
import type { Call } from './rpc.js';
import type { SampleBands, SamplePictures } from './runPage.js';
import type { SeenWorkerApi } from './seen.js';
import type { SegmentationWorkerApi } from './segmentationApi.js';
import type { UnusableImage } from './unusableImages.js';

/** What an engine process does for the editor. Paths are absolute. */
export interface WorkerApi
  extends ImagesWorkerApi,
    LookWorkerApi,
    DecisionWorkerApi,
    MapWorkerApi,
    SeenWorkerApi,
    SegmentationWorkerApi {
  /** What this machine offers, and what runs. */
  doctor: Call<Record<string, never>, MachineReport>;
  /** What a run would be, without starting it. */
  plan: Call<PretrainRequest, RunPlan>;
  /** How long its steps take on this machine, by a few of them. */
  timeSteps: Call<PretrainRequest, StepTime>;
  /**
   * Starts a run in this process and resolves when its first step is about to begin. The process then lives until the
   * run has ended, also when the caller goes. Progress: what is being prepared, for people.
   */
  pretrain: Call<PretrainRequest, StartEvent, string>;
  /** Installs TensorFlow; this process keeps the backend it has. */
  install: Call<{ gpu: boolean }, { library: string; version?: string }, InstallStatus>;
  /** The values of one tensor of a safetensors file, summed up. */
  tensor: Call<{ file: string; name: string }, TensorDetails>;
  /** The filters and position embeddings of a safetensors file. */
  weights: Call<{ file: string }, Weights>;
  /** How far the model in `other` is from the one in `file`, tensor by tensor. */
  difference: Call<{ file: string; other: string }, CheckpointDifference, Progress>;
  /** What a run's model made of one of its sample images at one step. */
  sample: Call<{ run: string; step: number; image: number }, SamplePictures>;
  /** The losses per frequency band of a run's samples at these steps; files that cannot be read are left out. */
  bands: Call<{ run: string; steps: number[] }, SampleBands[]>;
  /** Writes a checkpoint in the format that the name of `to` ends with. Progress: bytes of tensors. */
  convert: Call<{ from: string; to: string; options: ConversionOptions }, Conversion, ConversionProgress>;
  /** Measures a checkpoint and writes a file of it. */
  measure: Call<MeasureCall, void, MeasureProgress>;
  /** Writes a run's report.html anew. */
  report: Call<{ run: string }, { file: string }>;
}

/** A config file, with `KEY VALUE` overrides; `text` where the editor's text is not the file's. */
export interface ConfigSource {
  file: string;
  text?: string;
  overrides?: [key: string, value: string][];
}

export interface PretrainRequest {
  config: ConfigSource;
  /** The run folder; by default what the command line takes (`engine/runs/defaultOutput.ts`). */
  output?: string;
  /** Where `runs/TAG` lies when neither `output` nor the config names a place; by default beside the config file. */
  root?: string;
  /** Continue from the newest checkpoint of the run folder; by default what the config says. */
  resume?: boolean;
  /** Where the process's own output goes, for `run.json`. */
  log?: string;
}

/** What will run. */
export interface RunPlan extends Omit<StartEvent, 'type'> {
  /** What is asked of the network: 'masked frequencies or denoising'. */
  task: string;
  /** Pixels: '224', '224 x 160'. */
  imageSize: string;
  /** Estimate of the resident memory of the run in bytes; see `engine/training/memoryEstimate.ts`. */
  memoryBytes: number;
  /** Memory that a process of this machine may use, in bytes. */
  machineBytes: number;
  imageFolder: string;
  /** Files whose first bytes say that they are no images; at most `mostNamed` of them are named. */
  leftOut: { count: number; files: UnusableImage[] };
  /** Why this backend runs and not a faster one. */
  backendReason: string;
}

export interface StepTime {
  /** Until steps take what they take: seconds of opening images and of compiling. */
  begin: number;
  /** Of one step with the whole batch. */
  seconds: number;
}

export interface MachineReport {
  node: string;
  platform: string;
  processor: string;
  cores: number;
  /** Bytes. */
  memory: number;
  /** Best first. */
  backends: BackendReport[];
  /** The half precision that is faster here, if one is, and why. */
  halfPrecision: { type?: string; why: string };
  cache: { folder: string; bytes: number };
  decoders: Record<string, string>;
}

export interface BackendReport {
  name: 'tensorflow' | 'wasm';
  ok: boolean;
  chosen: boolean;
  device?: string;
  version?: string;
  reason: string;
}

export interface InstallStatus {
  /** What is being done, for people: 'Downloading TensorFlow 2.21.0'. */
  message: string;
  /** 0 to 1, where it is known. */
  fraction?: number;
}

/** One radius in bins, or two for a ring. */
export type Radius = number | [inner: number, outer: number];

/** Of a call that goes through several images. */
export interface Progress {
  done: number;
  total: number;
}

/** The values of a tensor, summed up. */
export interface TensorDetails {
  name: string;
  /** Over all elements that are numbers; infinite ones count. */
  statistics: { min: number; max: number; mean: number; std: number; nan: number };
  infinite: number;
  zeros: number;
  histogram: TensorHistogram;
  /** The first values, row-major. */
  first: Float32Array;
  /** Of tensors with two axes or more. */
  map?: TensorMap;
}

/** Finite values in bins of equal width from `low` to `high`, which is part of the last bin. */
export interface TensorHistogram {
  low: number;
  high: number;
  counts: number[];
}

/** A tensor as a picture: its first axis downwards, all others across. */
export interface TensorMap {
  /** Of the tensor. */
  rows: number;
  columns: number;
  /** Of the picture: smaller than the tensor when its values are means of blocks. */
  height: number;
  width: number;
  /** `[height, width]` */
  values: Float32Array;
}

/** The weights that can be looked at as pictures. */
export interface Weights {
  filters?: FilterBank;
  positions: PositionTable[];
}

/** The filters of a patch embedding, and how they respond to frequencies. */
export interface FilterBank {
  /** The tensor's name. */
  name: string;
  count: number;
  channels: number;
  height: number;
  width: number;
  /** `[count, channels, height, width]` */
  values: Float32Array;
  /** Magnitude of each filter's transform, mean over its channels: `[count, height, width]`, shifted. */
  responses: Float32Array;
  /** Mean power of all filters by radius. */
  profile: { cyclesPerPixel: number; power: number }[];
}

/** Position embeddings of the tokens of one image. */
export interface PositionTable {
  /** The tensor's name, or where fixed ones are added. */
  name: string;
  isLearned: boolean;
  /** Patches per side. */
  rows: number;
  columns: number;
  width: number;
  /** `[rows * columns, width]`, patches row by row. */
  values: Float32Array;
}

/** How two models differ. */
export interface CheckpointDifference {
  /** Tensors that both have in the same shape. */
  tensors: TensorDifference[];
  /** Tensors that only this file has, that only the other one has, and that have other shapes there. */
  missing: string[];
  unexpected: string[];
  reshaped: { name: string; shape: number[]; otherShape: number[] }[];
  /** Keys in which their configs differ, as people read their values; missing where one has no readable config. */
  settings?: { key: string; value: string; otherValue: string }[];
}

export interface TensorDifference {
  name: string;
  shape: number[];
  /** ||a - b|| / ||a|| in the Euclidean norm: 0 for equal tensors, Infinity when only a is all zeros. */
  relative: number;
  /** The largest |a - b| of an element. */
  largest: number;
}

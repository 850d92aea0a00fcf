import type { DecisionPageApi } from './decisionApi.js';
import type { LookPageApi } from './lookApi.js';
import type { MapPageApi } from './mapApi.js';
import type { MetricSpec } from './metrics.js';
import type { NetworkDrawing } from './networkDrawing.js';
import type { Call } from './rpc.js';
import type { SegmentationPageApi } from './segmentationApi.js';
import type { CheckpointDifference, Progress, TensorDetails, Weights } from './workerApi.js';

/** What the page of a checkpoint asks its editor. It names tensors and ids that it was given; it never names a path. */
export interface CheckpointPageApi extends LookPageApi, DecisionPageApi, MapPageApi, SegmentationPageApi {
  /** Never resolves. Progress: what the file is, at once and again whenever it or its run changes on disk. */
  watch: Call<Record<string, never>, never, CheckpointFile>;
  /** The values of one tensor of the file, summed up. */
  tensor: Call<{ name: string }, TensorDetails>;
  /** The patch embedding's filters and the position embeddings. */
  weights: Call<Record<string, never>, Weights>;
  /** Lets the person choose another checkpoint; nothing when they did not. */
  chooseOther: Call<Record<string, never>, OtherCheckpoint | undefined>;
  /** How this checkpoint differs from another one, which `chooseOther` or `siblings` gave an id. */
  difference: Call<{ other: string }, CheckpointDifference, Progress>;
  /** Opens another checkpoint of the run. */
  openSibling: Call<{ id: string }, void>;
  /** Opens the run that the checkpoint belongs to. */
  openRun: Call<Record<string, never>, void>;
}

/** A file as its header tells. */
export interface CheckpointFile {
  /** Changes when the file does: what was computed of another version is out of date. */
  version: string;
  name: string;
  /** Its folder, for people: relative to the workspace where it lies in it. */
  folder: string;
  bytes: number;
  /** What it is: a checkpoint of ours; another program's safetensors file; a PyTorch file; or one that cannot be read. */
  kind: 'checkpoint' | 'tensors' | 'pytorch' | 'broken';
  /** What it is if it is not a checkpoint of ours, or why it cannot be read. */
  message?: string;
  progress?: CheckpointProgress;
  /** Values that the network learns. */
  parameters: number;
  tensors: TensorEntry[];
  /** Metadata of another program's file; what else than tensors a PyTorch file holds. */
  metadata: [name: string, value: string][];
  settings: SettingEntry[];
  /** The network that the config describes; missing where it describes none that can be drawn. */
  network?: NetworkDrawing;
  /** Whether its network tells the classes of pixels. */
  segments?: boolean;
  /** How many classes its network tells apart; missing = it tells none. */
  classes?: number;
  run?: RunPlace;
}

export interface CheckpointProgress {
  epoch: number;
  step: number;
  updates: number;
  /** What decides which checkpoint is the best; missing = the mean loss of an epoch. */
  metric?: MetricSpec;
  /** Its value for the last finished epoch, and the best at a checkpoint; NaN before the first finished epoch. */
  loss: number;
  bestLoss: number;
  /** ISO 8601. */
  created: string;
  mfmVersion: string;
}

export interface TensorEntry {
  name: string;
  part: 'model' | 'optimizer';
  dtype: string;
  shape: number[];
  bytes: number;
}

/** A key of the config. */
export interface SettingEntry {
  /** 'MODEL.VIT.DEPTH' */
  key: string;
  /** As people read it. */
  value: string;
  isDefault: boolean;
  description: string;
}

/** Where a checkpoint stands in its run. */
export interface RunPlace {
  /** The run's name, for people. */
  name: string;
  /** Whether the editor shows it among the runs of this window. */
  isKnown: boolean;
  /** What decides which of its checkpoints is the best. */
  metric?: MetricSpec;
  /** All checkpoints of the run, oldest first. */
  siblings: Sibling[];
  /** Which of them this one is. */
  index: number;
}

export interface Sibling {
  id: string;
  epoch: number;
  step: number;
  /** Of that metric. */
  value?: number;
  best: boolean;
}

export interface OtherCheckpoint {
  id: string;
  /** For people: 'epoch 12 · step 480' or a file name. */
  label: string;
}

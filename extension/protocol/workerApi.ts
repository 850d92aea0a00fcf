import type { StartEvent } from './events.js';
import type { LookWorkerApi } from './lookApi.js';
import type { Call } from './rpc.js';
import type { SampleBands, SamplePictures } from './runPage.js';

/** What an engine process does for the editor. Paths are absolute. */
export interface WorkerApi extends LookWorkerApi {
  /** What this machine offers, and what runs. */
  doctor: Call<Record<string, never>, MachineReport>;
  /** What a run would be, without starting it. */
  plan: Call<PretrainRequest, RunPlan>;
  /**
   * Starts a run in this process and resolves when its first step is about to begin. The process then lives until the
   * run has ended, also when the caller goes. Progress: what is being prepared, for people.
   */
  pretrain: Call<PretrainRequest, StartEvent, string>;
  /** Installs TensorFlow; this process keeps the backend it has. */
  install: Call<{ gpu: boolean }, { library: string; version?: string }, InstallStatus>;
  /** Takes images apart by frequency. `images`: files, and folders, of which images spread evenly are shown. */
  spectrum: Call<{ images: string[]; radius?: Radius }, Sheet, Progress>;
  /** What the masks of a config leave of its own images (or of those named). */
  masks: Call<{ config: ConfigSource; images?: string[] }, Sheet, Progress>;
  /** What a checkpoint makes of masked images. */
  reconstruct: Call<ReconstructRequest, Sheet, Progress>;
  /** What a checkpoint holds, from its header alone. */
  inspect: Call<{ checkpoint: string }, Sheet>;
  /** Where runs differ, and their curves. */
  compare: Call<{ runs: string[] }, Sheet>;
  /** What a run's model made of one of its sample images at one step. */
  sample: Call<{ run: string; step: number; image: number }, SamplePictures>;
  /** The losses per frequency band of a run's samples at these steps; files that cannot be read are left out. */
  bands: Call<{ run: string; steps: number[] }, SampleBands[]>;
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
  /** Estimate of the resident memory of the run in bytes; see `engine/training/memoryEstimate.ts`. */
  memoryBytes: number;
  /** Memory of the machine in bytes. */
  machineBytes: number;
  /** Images that look unusable. */
  skipped: number;
  /** Why this backend runs and not a faster one. */
  backendReason: string;
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

export interface ReconstructRequest {
  checkpoint: string;
  images: string[];
  /** What survives; by default both are shown. */
  mask?: 'low' | 'high';
  /** By default that of the checkpoint's config. */
  radius?: Radius;
}

/** Of a call that goes through several images. */
export interface Progress {
  done: number;
  total: number;
}

/** Pictures and numbers to show, in the order in which people read them. */
export interface Sheet {
  title: string;
  /** One sentence on what this is and how to read it. */
  summary: string;
  /** Colour scales that the pictures share. */
  scales?: SheetScale[];
  sections: SheetSection[];
}

/** What the colours of pictures mean. */
export interface SheetScale {
  label: string;
  /** Values of the first and the last colour, as people read them. */
  low: string;
  high: string;
  /** PNG of one row, from the first colour to the last. */
  colours: Uint8Array;
}

export interface SheetSection {
  heading: string;
  /** Sentences under the heading. */
  notes?: string[];
  pictures?: SheetPicture[];
  tables?: SheetTable[];
  texts?: SheetText[];
  /** What could not be shown, and why. */
  problem?: string;
}

export interface SheetPicture {
  /** Its caption; empty for a drawing that names itself. */
  label: string;
  /** What is to be seen, for screen readers. */
  alt: string;
  type: 'image/png' | 'image/svg+xml';
  data: Uint8Array;
  width: number;
  height: number;
  /** Whole factor to show it at; by default what lets several stand side by side. */
  zoom?: number;
  /** Of a spectrum, one pixel a bin: radii to mark around its constant term, which is at (floor(width / 2), floor(height / 2)). */
  radii?: number[];
}

export interface SheetTable {
  caption?: string;
  head: string[];
  /** Cells as people read them. */
  rows: string[][];
}

/** Text to be read as it is, such as a config file. */
export interface SheetText {
  caption: string;
  text: string;
}

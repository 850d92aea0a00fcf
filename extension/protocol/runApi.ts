import type { CheckpointEvent, MetricsEvent, SampleEvent, StartEvent, StepEvent } from './events.js';
import type { Call } from './rpc.js';
import type { UnusableCounts } from './unusableImages.js';

/**
 * What any process may ask of a run while it lives, over the address that its `run.json` names. Messages are JSON there:
 * a number that is not finite (the value of a checkpoint before the first finished epoch) arrives as null.
 */
export interface RunApi {
  /** Reports where the run stands, at once and after changes (a few times a second), until the caller cancels. */
  watch: Call<Record<string, never>, void, RunSnapshot>;
  /** Ends the run after the current step; `save`: with a checkpoint of it. Resolves when the run has ended. */
  stop: Call<{ save: boolean }, void>;
  /** Holds the run before its next step; it keeps its memory. */
  pause: Call<Record<string, never>, void>;
  resume: Call<Record<string, never>, void>;
  /** Saves a checkpoint after the current step and resolves to it. */
  save: Call<Record<string, never>, CheckpointEvent>;
  /** Writes samples after the current step and resolves to them. */
  sample: Call<Record<string, never>, SampleEvent>;
}

/** Where a live run stands: always everything, never only what changed. */
export interface RunSnapshot {
  state: 'running' | 'paused' | 'stopping' | 'ended';
  start: StartEvent;
  /** The newest of each kind. */
  step?: StepEvent;
  metrics?: MetricsEvent;
  sample?: SampleEvent;
  checkpoint?: CheckpointEvent;
  /** Absent while every image could be used; `run.json` names them. */
  unusable?: UnusableCounts;
}

import type { RunCheckpoint } from '../../engine/runs/checkpoints.js';
import type { Run } from './run.js';

export interface RunNode {
  kind: 'run';
  run: Run;
}

export interface CheckpointNode {
  kind: 'checkpoint';
  run: Run;
  checkpoint: RunCheckpoint;
}

/** A file that says what a checkpoint of the run was measured to be worth. */
export interface MeasurementNode {
  kind: 'measurement';
  run: Run;
  file: string;
}

/** What the runs view shows, and what its commands are given. */
export type RunsNode = RunNode | CheckpointNode | MeasurementNode;

/** Tells a node of the runs view from what else a command may be given. */
export function isRunsNode(value: unknown): value is RunsNode {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return value.kind === 'run' || value.kind === 'checkpoint' || value.kind === 'measurement';
}

import type { Measurement, MeasureProgress } from '../../protocol/measurement.js';

/** What is done while something is measured. */
export interface MeasureHooks<Part extends Measurement = Measurement> {
  signal: AbortSignal;
  /** Starts what computes; called when what is measured is known to be there. */
  start(): Promise<unknown>;
  onProgress(progress: MeasureProgress): void;
  /** Takes what is known so far of a measurement that can go on later. */
  onPart?(part: Part): Promise<void>;
  /** Something that people should know, as a sentence. */
  onNote?(sentence: string): void;
}

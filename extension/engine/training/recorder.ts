import type { EndEvent, MetricsEvent, RunEvent, StartEvent, StepEvent, UnusableEvent } from '../../protocol/events.js';
import { flat } from '../../protocol/metrics.js';
import { DivergedError, messageOf } from '../errors.js';
import { boardStep, boardTag } from '../runs/eventFiles.js';
import { EventWriter } from '../runs/eventWriter.js';
import type { RunFolder } from '../runs/runFolder.js';
import type { RunState } from '../runs/runState.js';
import { version } from '../version.js';

/** What `run.json` says of how a run was started and how it can be reached. */
export type RunRecord = Partial<Pick<RunState, 'command' | 'control' | 'log'>>;

/** Milliseconds between updates of `run.json` while steps go by. */
const STATE_INTERVAL = 2000;

/** Writes what happens in a run into its folder: `run.json`, `metrics.jsonl`, TensorBoard events. */
export class Recorder {
  private readonly tensorboard: EventWriter;
  private state: RunState;
  private written = 0;

  constructor(
    private readonly run: RunFolder,
    private readonly start: StartEvent,
    about: RunRecord & Pick<RunState, 'command' | 'created'>,
  ) {
    const { type: _, ...described } = start;
    const { step, stepsPerEpoch } = start;
    // Behind the last point: in long epochs the next one may have the same place.
    this.tensorboard = new EventWriter(run.dir, step === 0 ? 0 : boardStep(step - 1, stepsPerEpoch) + 1);
    this.state = {
      state: 'running',
      pid: process.pid,
      ...about,
      updated: new Date().toISOString(),
      backend: start.backend,
      device: start.device,
      mfmVersion: version(),
      epoch: Math.floor(start.step / start.stepsPerEpoch),
      step: start.step,
      totalSteps: start.totalSteps,
      values: {},
      start: described,
    };
  }

  /** Records an event that is about to be reported. */
  async record(event: RunEvent): Promise<void> {
    if (event.type === 'step' || event.type === 'metrics') return this.values(event);
    if (event.type === 'unusable') return this.unusable(event);
    if (event.type === 'end') return this.end(event);
    if (event.type === 'state') return this.write({ state: event.state });
    // Goes with the next state that is due: a disk that took no sample may not take this either.
    if (event.type === 'warning') this.state.warning = event.message;
    else await this.write({});
  }

  /** Records that the run failed, and why. */
  async fail(error: unknown): Promise<void> {
    const failure = error instanceof DivergedError ? 'notFinite' : undefined;
    await this.write({ state: 'failed', failure, message: messageOf(error), control: undefined });
  }

  close(): void {
    this.tensorboard.close();
  }

  private async values(event: StepEvent | MetricsEvent): Promise<void> {
    const { epoch, step, values } = event;
    this.run.appendMetrics(flat(event));
    const x = boardStep(Math.max(0, step - 1), this.start.stepsPerEpoch);
    for (const metric of this.start.metrics) {
      const value = values[metric.id];
      if (value !== undefined) this.tensorboard.scalar(boardTag(metric), value, x);
    }
    Object.assign(this.state, { epoch, step, values: { ...this.state.values, ...values } });
    if (this.isDue) await this.write({});
  }

  private async unusable({ all, leftOut, failed, files }: UnusableEvent): Promise<void> {
    this.state.skipped = [...(this.state.skipped ?? []), ...files];
    this.state.unusable = { all, leftOut, failed };
    if (files.length > 0 || this.isDue) await this.write({});
  }

  private async end(event: EndEvent): Promise<void> {
    const state = event.reason === 'finished' ? 'finished' : 'stopped';
    const { skipped, unusable } = event;
    await this.write({ state, skipped, unusable, control: undefined });
  }

  private get isDue(): boolean {
    return Date.now() - this.written > STATE_INTERVAL;
  }

  private async write(changes: Partial<RunState>): Promise<void> {
    this.state = { ...this.state, ...changes, updated: new Date().toISOString() };
    await this.run.writeState(this.state);
    this.written = Date.now();
  }
}

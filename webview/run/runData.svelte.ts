import type { RpcClient } from '../../extension/protocol/rpc.js';
import {
  maxBandSteps,
  type RunColumns,
  type RunPageApi,
  type RunView,
  type SampleBands,
} from '../../extension/protocol/runPage.js';
import { failureText } from '../host/failureText.js';
import { GrowingColumns } from './growingColumns.js';
import { refinement } from './refinement.js';

/** Fewer than may be asked for: the curves shall be seen growing. */
const BANDS_AT_ONCE = Math.min(8, maxBandSteps);

/** The data of one run, followed while it goes on: what is new is fetched, and nothing twice. */
export class RunData {
  columns = $state.raw<RunColumns>({ steps: new GrowingColumns().view(), seldom: new GrowingColumns().view() });
  /** Whether all rows that there were at the last snapshot are here. */
  isComplete = $state(false);
  /** Steps that have samples, rising. */
  samples = $state.raw<Float64Array>(new Float64Array());
  /** Of the samples whose losses by band are known, by step. */
  bands = $state.raw<readonly SampleBands[]>([]);
  failure = $state<string>();
  bandsFailure = $state<string>();
  /** Rises when what was known of samples is void. */
  version = $state(0);
  private readonly steps = new GrowingColumns();
  private readonly seldom = new GrowingColumns();
  private wanted?: RunView;
  private isPulling = false;
  private samplesKey = '';
  /** Of those who want all bands. */
  private loading?: AbortSignal;
  /** Steps whose bands are known, being computed or cannot be. */
  private asked = new Set<number>();

  constructor(
    private readonly client: RpcClient<RunPageApi>,
    readonly id: string,
  ) {}

  /** Fetches what the snapshot of the run says is new. */
  async follow(view: RunView): Promise<void> {
    this.wanted = view;
    if (this.isPulling) return;
    this.isPulling = true;
    try {
      while (await this.pull(this.wanted));
      this.failure = undefined;
    } catch (error) {
      this.failure = failureText(error);
    } finally {
      this.isPulling = false;
    }
  }

  /** Bands of the newest two samples. */
  get newestBands(): readonly SampleBands[] {
    const newest = new Set(this.samples.subarray(-2));
    return this.bands.filter(({ step }) => newest.has(step));
  }

  /** Computes the newest samples' bands: they tell whether the model collapses. */
  async loadNewestBands(): Promise<void> {
    await this.loadBands([...this.samples.subarray(-2)], new AbortController().signal);
  }

  /** Computes what is missing of the bands, a rough picture first, until all are known or the signal aborts. */
  async loadAllBands(signal: AbortSignal): Promise<void> {
    if (this.loading === signal) return;
    this.loading = signal;
    while (!signal.aborted) {
      const steps = refinement(this.samples.length).map(i => this.samples[i]!);
      const next = steps.filter(step => !this.asked.has(step)).slice(0, BANDS_AT_ONCE);
      if (next.length === 0 || !(await this.loadBands(next, signal))) break;
    }
    if (this.loading === signal) this.loading = undefined;
  }

  /** @returns whether it went well */
  private async loadBands(steps: number[], signal: AbortSignal): Promise<boolean> {
    const { version } = this;
    const missing = steps.filter(step => !this.asked.has(step));
    if (missing.length === 0) return true;
    for (const step of missing) this.asked.add(step);
    try {
      const found = await this.client.call('bands', { run: this.id, steps: missing }, { signal });
      if (version === this.version) this.bands = [...this.bands, ...found].sort((a, b) => a.step - b.step);
      this.bandsFailure = undefined;
      return true;
    } catch (error) {
      for (const step of missing) this.asked.delete(step);
      if (!signal.aborted) this.bandsFailure = failureText(error);
      return false;
    }
  }

  /** @returns whether there may be more */
  private async pull(view: RunView): Promise<boolean> {
    await this.pullSamples(view);
    const { version, steps, seldom } = view.measured;
    if (version !== this.version) this.restart(version);
    if (this.steps.rows < steps || this.seldom.rows < seldom) {
      const from = { steps: this.steps.rows, seldom: this.seldom.rows };
      const columns = await this.client.call('metrics', { run: this.id, version, from });
      this.steps.add(columns.steps);
      this.seldom.add(columns.seldom);
      this.show();
      // None: they were taken back meanwhile, which the next snapshot says.
      if (columns.steps.step.length + columns.seldom.step.length > 0) return true;
    }
    this.isComplete = true;
    return view !== this.wanted;
  }

  private async pullSamples({ samples: { count, newest } }: RunView): Promise<void> {
    const key = `${count} ${newest}`;
    if (key === this.samplesKey) return;
    this.samples = (await this.client.call('samples', { run: this.id })).steps;
    this.samplesKey = key;
  }

  private show(): void {
    this.columns = { steps: this.steps.view(), seldom: this.seldom.view() };
  }

  private restart(version: number): void {
    this.version = version;
    this.steps.clear();
    this.seldom.clear();
    this.show();
    this.bands = [];
    this.asked = new Set();
  }
}

import type { Measurement } from '../../extension/protocol/measurement.js';
import type { MeasurementId, MeasurementPageApi, ShownMeasurement } from '../../extension/protocol/measurementPage.js';
import type { RpcClient } from '../../extension/protocol/rpc.js';
import { failureText } from '../host/failureText.js';
import { labelsOf } from './labels.js';

/** A measurement that can be read, with its place among those that are shown. */
export interface Shown<M extends Measurement = Measurement> {
  id: MeasurementId;
  version: string;
  /** Tells it from the others. */
  label: string;
  /** Decides its colour and dashes. */
  place: number;
  run: string | undefined;
  found: M;
}

/** The measurements of the page, kept up to date. */
export class Measurements {
  /** Undefined until the host has told of them; the page's own comes first. */
  files = $state.raw<readonly ShownMeasurement[]>();
  /** What went wrong last. */
  failure = $state<string>();
  private watching = new AbortController();

  /** @param onothers is told which are shown beside the page's own */
  constructor(
    readonly client: RpcClient<MeasurementPageApi>,
    others: readonly MeasurementId[],
    private readonly onothers: (ids: MeasurementId[]) => void,
  ) {
    this.watch(others);
  }

  /** The page's own, if it can be read, and those of the same kind. */
  get shown(): Shown[] {
    const [own] = this.files ?? [];
    const same = (this.files ?? []).filter(
      ({ measurement }) => measurement && measurement.kind === own?.measurement?.kind,
    );
    const labels = labelsOf(same.map(({ run, measurement }) => ({ run, found: measurement! })));
    return same.map(({ id, version, run, measurement }, place) => {
      return { id, version, run, place, label: labels[place]!, found: measurement! };
    });
  }

  async add(): Promise<void> {
    await this.attempt(async () => {
      const chosen = await this.client.call('chooseOthers', { others: this.others });
      if (chosen) this.show(chosen);
    });
  }

  remove(id: MeasurementId): void {
    this.show(this.others.filter(other => other !== id));
  }

  /** Does something that the editor may refuse. */
  async attempt(work: () => Promise<void>): Promise<void> {
    this.failure = undefined;
    try {
      await work();
    } catch (error) {
      this.failure = failureText(error);
    }
  }

  private get others(): MeasurementId[] {
    return (this.files ?? []).slice(1).map(({ id }) => id);
  }

  private show(others: MeasurementId[]): void {
    this.onothers(others);
    this.watch(others);
  }

  private watch(others: readonly MeasurementId[]): void {
    this.watching.abort();
    this.watching = new AbortController();
    const { signal } = this.watching;
    const onProgress = (files: ShownMeasurement[]) => {
      if (!signal.aborted) this.files = files;
    };
    // A copy: what is kept of the page's choices is no plain data.
    this.client.call('watch', { others: [...others] }, { signal, onProgress }).catch(error => {
      if (!signal.aborted) this.failure = failureText(error);
    });
  }
}

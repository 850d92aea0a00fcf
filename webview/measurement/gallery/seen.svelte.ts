import { untrack } from 'svelte';
import type { MeasurementPageApi } from '../../../extension/protocol/measurementPage.js';
import type { RpcClient } from '../../../extension/protocol/rpc.js';
import type { SeenCondition, SeenEvent, SeenImage, SeenPicture } from '../../../extension/protocol/seen.js';
import { failureText } from '../../host/failureText.js';

/** What is looked at: an image of a measurement as its file was then. */
export interface Subject {
  measurement: string;
  version: string;
  place: number;
}

/** Pictures of 224 px that are kept take about 40 MB. */
const MOST_KEPT = 256;

/** What a model saw and said, asked for once and kept while there is room. */
export class Seen {
  /** The one that was asked about last. */
  image = $state.raw<SeenImage>();
  failure = $state<string>();
  isBusy = $state(false);
  /** By `keyOf`, the oldest first. */
  private pictures = $state.raw(new Map<string, SeenPicture>());
  private readonly images = new Map<string, SeenImage>();
  private asking = new AbortController();

  constructor(private readonly client: RpcClient<MeasurementPageApi>) {}

  /** Undefined until it is there. */
  picture(subject: Subject, condition: SeenCondition): SeenPicture | undefined {
    return this.pictures.get(keyOf(subject, condition));
  }

  /** Asks for the pictures that are not there yet, in place of those that were asked for before. To be called in effects. */
  ask(subject: Subject, conditions: readonly SeenCondition[]): void {
    this.stop();
    this.asking = new AbortController();
    const { signal } = this.asking;
    untrack(() => {
      this.image = this.images.get(JSON.stringify(subject));
      const missing = conditions.filter(condition => !this.picture(subject, condition));
      this.failure = undefined;
      this.isBusy = missing.length > 0;
      if (missing.length > 0) void this.run(subject, missing, signal);
    });
  }

  stop(): void {
    this.asking.abort();
  }

  private async run(subject: Subject, conditions: SeenCondition[], signal: AbortSignal): Promise<void> {
    const { measurement, place } = subject;
    const onProgress = (event: SeenEvent) => {
      if (signal.aborted) return;
      if (event.type === 'picture') this.keep(keyOf(subject, conditions[event.condition]!), event);
      else {
        this.images.set(JSON.stringify(subject), event);
        this.image = event;
      }
    };
    try {
      await this.client.call('seen', { measurement, place, conditions }, { signal, onProgress });
    } catch (error) {
      if (!signal.aborted) this.failure = failureText(error);
    }
    if (!signal.aborted) this.isBusy = false;
  }

  private keep(key: string, picture: SeenPicture): void {
    const kept = new Map(this.pictures).set(key, picture);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    this.pictures = kept;
  }
}

function keyOf({ measurement, version, place }: Subject, condition: SeenCondition): string {
  return JSON.stringify([measurement, version, place, condition]);
}

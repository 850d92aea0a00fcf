import type { RpcClient } from '../../extension/protocol/rpc.js';
import type { RunPageApi, SamplePictures } from '../../extension/protocol/runPage.js';
import { failureText } from '../host/failureText.js';
import type { SampleCache } from './sampleCache.js';

/**
 * One image's pictures at the step that is wanted. While the slider moves there is at most one request: the newest step
 * that was wanted follows when it is answered, those between are left out. What nobody looks at any more is cancelled.
 */
export class ShownSample {
  /** The pictures of the newest step that was answered. */
  pictures = $state.raw<SamplePictures>();
  failure = $state<string>();
  isLoading = $state(false);
  private wanted?: { run: string; version: number; step: number; image: number };
  private controller?: AbortController;

  constructor(
    private readonly client: RpcClient<RunPageApi>,
    private readonly cache: SampleCache,
  ) {}

  /** @param version what was known of the run's samples before another one is void */
  want(run: string, version: number, step: number, image: number): void {
    if (this.wanted?.run !== run) this.cancel();
    this.wanted = { run, version, step, image };
    if (!this.isLoading) void this.load();
  }

  /** Nobody looks any more. */
  cancel(): void {
    this.controller?.abort();
    this.wanted = undefined;
    this.isLoading = false;
  }

  private async load(): Promise<void> {
    const controller = new AbortController();
    this.controller = controller;
    this.isLoading = true;
    try {
      for (let done: string | undefined; !controller.signal.aborted && this.wanted; ) {
        const { version, ...request } = this.wanted;
        const key = `${request.run} ${version} ${request.step} ${request.image}`;
        if (key === done) break;
        const pictures =
          this.cache.get(key) ?? (await this.client.call('sample', request, { signal: controller.signal }));
        this.cache.set(key, pictures);
        if (controller.signal.aborted) return;
        this.pictures = pictures;
        this.failure = undefined;
        done = key;
      }
    } catch (error) {
      if (!controller.signal.aborted) this.failure = failureText(error);
    } finally {
      if (this.controller === controller) this.isLoading = false;
    }
  }
}

import type { RpcClient } from '../../extension/protocol/rpc.js';
import type { RunAction, RunId, RunPageApi, RunView } from '../../extension/protocol/runPage.js';
import type { SavedFile } from '../../extension/protocol/savedFile.js';
import { failureText } from '../host/failureText.js';
import { RunData } from './runData.svelte.js';

/** How long it is said that something was done. */
const NOTICE_MS = 20_000;

/** The runs of the page, kept up to date. */
export class Runs {
  /** Undefined until the host has told of them. */
  list = $state.raw<readonly RunView[]>();
  /** What went wrong last, or what was done. */
  failure = $state<string>();
  notice = $state<string>();
  /** What is being done at the moment. */
  busy = $state<RunAction>();
  private readonly data = new Map<RunId, RunData>();
  private watching = new AbortController();

  constructor(
    readonly client: RpcClient<RunPageApi>,
    ids: RunId[] | undefined,
  ) {
    this.show(ids);
  }

  /** Shows these runs from now on; without `ids` those that the page was opened for. */
  show(ids: RunId[] | undefined): void {
    this.watching.abort();
    this.watching = new AbortController();
    const { signal } = this.watching;
    const onProgress = ({ runs }: { runs: RunView[] }) => {
      if (signal.aborted) return;
      for (const run of runs) void this.dataOf(run.id).follow(run);
      this.list = runs;
    };
    // A copy: what is kept of the page's choices is no plain data.
    this.client.call('watch', { runs: ids && [...ids] }, { signal, onProgress }).catch(error => {
      if (!signal.aborted) this.failure = failureText(error);
    });
  }

  dataOf(id: RunId): RunData {
    const known = this.data.get(id) ?? new RunData(this.client, id);
    this.data.set(id, known);
    return known;
  }

  /** Lets the person choose which runs to show. */
  async choose(): Promise<void> {
    await this.attempt(async () => {
      const runs = await this.client.call('chooseRuns', { runs: this.ids });
      if (runs) this.show(runs);
    });
  }

  remove(id: RunId): void {
    this.show(this.ids.filter(other => other !== id));
  }

  async act(run: RunId, action: RunAction): Promise<void> {
    this.busy = action;
    await this.attempt(async () => {
      const notice = await this.client.call('act', { run, action });
      this.notice = notice;
      setTimeout(() => {
        if (this.notice === notice) this.notice = undefined;
      }, NOTICE_MS);
    });
    this.busy = undefined;
  }

  /** Lets the person save a file; false when they give up. */
  save(file: SavedFile): Promise<boolean> {
    return this.client.call('saveFile', file);
  }

  get ids(): RunId[] {
    return this.list?.map(({ id }) => id) ?? [];
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.failure = undefined;
    this.notice = undefined;
    try {
      await work();
    } catch (error) {
      this.failure = failureText(error);
    }
  }
}

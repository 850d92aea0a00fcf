import type { FolderSpectra } from '../../extension/protocol/imagesApi.js';
import type { CallOptions } from '../../extension/protocol/rpc.js';
import { t } from '../host/t.js';
import { messageOf } from './messageOf.js';

interface Progress {
  done: number;
  total: number;
}

/** The mean spectra of a folder's images: of the folder that was asked for last. */
export class FolderMean {
  spectra = $state.raw<FolderSpectra>();
  /** Undefined when nothing is being computed. */
  progress = $state.raw<Progress>();
  failure = $state<string>();
  private computing?: AbortController;

  constructor(private readonly ask: (folder: number, options: CallOptions<Progress>) => Promise<FolderSpectra>) {}

  async compute(folder: number): Promise<void> {
    this.cancel();
    const own = new AbortController();
    const isNewest = () => this.computing === own;
    this.computing = own;
    this.spectra = undefined;
    this.failure = undefined;
    this.progress = { done: 0, total: 0 };
    const onProgress = (progress: Progress) => {
      if (isNewest()) this.progress = progress;
    };
    try {
      const found = await this.ask(folder, { signal: own.signal, onProgress });
      if (isNewest()) this.spectra = found;
    } catch (error) {
      if (isNewest()) this.failure = own.signal.aborted ? t('The computation was cancelled.') : messageOf(error);
    }
    if (isNewest()) this.progress = undefined;
  }

  cancel(): void {
    this.computing?.abort();
  }
}

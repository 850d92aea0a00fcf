import type { LookImage, LookModel, LookPageApi, LookTab } from '../../../extension/protocol/lookApi.js';
import type { RpcClient } from '../../../extension/protocol/rpc.js';
import { failureText } from '../../host/failureText.js';
import { type LookState, restoredLook } from './lookState.js';

/** The part of a page's client that the tabs use. */
export type LookClient = Pick<RpcClient<LookPageApi>, 'call'>;

export interface LookPage {
  /** Keeps what was chosen. */
  save(state: LookState): void;
  /** Shows a tab that a command of the editor asks for. */
  openTab(tab: LookTab): void;
}

/** What the tabs that look through a checkpoint's model share: the model, the images and what was chosen. */
export class Look {
  model = $state.raw<LookModel>();
  images = $state.raw<LookImage[]>([]);
  /** Why there is nothing to look through. */
  failure = $state<string>();
  readonly chosen: LookState;
  #isOpen = false;

  /** To be made while the page is: it lives as long. */
  constructor(
    readonly client: LookClient,
    saved: unknown,
    page: LookPage,
  ) {
    const chosen = $state(restoredLook(saved));
    this.chosen = chosen;
    $effect(() => page.save($state.snapshot(chosen)));
    const onProgress = ({ tab, images }: { tab: LookTab; images: LookImage[] }) => {
      this.#offer(images);
      page.openTab(tab);
    };
    // It never resolves, and a page that ends needs no word of it.
    client.call('watchLook', {}, { onProgress }).catch(() => {});
  }

  get image(): LookImage | undefined {
    return this.images.find(({ id }) => id === this.chosen.image) ?? this.images[0];
  }

  /** From 0: the chosen layer, the last if there is none like it. */
  get layer(): number {
    const last = (this.model?.layers.length ?? 1) - 1;
    return Math.min(last, this.chosen.layer ?? last);
  }

  /** Asks for the model, at the first tab that needs it: until then no engine has to start. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    void this.reload();
  }

  /** Asks again: the file may be another one. */
  async reload(): Promise<void> {
    if (!this.#isOpen) return;
    try {
      const [model, images] = await Promise.all([
        this.client.call('lookModel', {}),
        this.client.call('lookImages', {}),
      ]);
      this.model = model;
      // A command may have offered some meanwhile.
      this.images = unique([...this.images, ...images]);
      this.failure = undefined;
    } catch (error) {
      this.failure = failureText(error);
    }
  }

  async chooseImages(): Promise<void> {
    this.#offer(await this.client.call('chooseLookImages', {}));
  }

  /** Opens the image that is looked at in the editor. */
  async openImage(): Promise<void> {
    if (this.image) await this.client.call('openLookImage', { image: this.image.id });
  }

  #offer(images: readonly LookImage[]): void {
    if (!images[0]) return;
    this.images = unique([...images, ...this.images]);
    this.chosen.image = images[0].id;
  }
}

function unique(images: readonly LookImage[]): LookImage[] {
  return [...new Map(images.map(image => [image.id, image])).values()];
}

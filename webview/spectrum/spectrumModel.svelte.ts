import type { ImagePixels } from '../../extension/protocol/imagesApi.js';
import { RpcClient } from '../../extension/protocol/rpc.js';
import type {
  MaskSettings,
  SpectrumPageApi,
  SpectrumSubject,
  WrittenConfig,
} from '../../extension/protocol/spectrumPage.js';
import type { Host } from '../host/host.js';
import { View } from '../plots/view.svelte.js';
import type { ViewState } from '../plots/viewTransform.js';
import { FolderMean } from './folderMean.svelte.js';
import { LookedAt } from './lookedAt.svelte.js';
import { messageOf } from './messageOf.js';
import { radiusRange, usualRadius, within } from './radiusRange.js';
import { Settings } from './settings.svelte.js';

/** The page without its looks: what it is about, what is chosen, and the image that is taken apart. */
export class SpectrumModel {
  readonly settings = new Settings();
  /** All images zoom and move together, and so do all spectra. */
  readonly view = new View('fit');
  readonly spectrumView = new View('fit');
  subject = $state.raw<SpectrumSubject>();
  looked = $state.raw<LookedAt>();
  readonly mean = new FolderMean(async (folder, options) => {
    const found = await this.client.call('folder', { folder }, options);
    const side = this.subject?.config?.size ?? found.side;
    this.fit({ width: side, height: side });
    return found;
  });
  /** Why there is no image, or no subject. */
  failure = $state<string>();
  private readonly client: RpcClient<SpectrumPageApi>;
  private loading?: AbortController;
  /** Thumbnails come one after the other, behind the image that is looked at. */
  private thumbnails: Promise<unknown> = Promise.resolve();

  constructor(private readonly host: Host) {
    const saved = host.getState();
    if (typeof saved === 'object' && saved !== null) {
      const { view, spectrumView, ...settings } = saved as { view?: ViewState; spectrumView?: ViewState };
      this.settings.restore(settings);
      if (view) this.view.state = view;
      if (spectrumView) this.spectrumView.state = spectrumView;
    }
    this.client = new RpcClient<SpectrumPageApi>(host.port);
  }

  /** Follows what the extension shows; ends with the page. */
  async watch(): Promise<void> {
    const onProgress = (subject: SpectrumSubject) => {
      this.subject = subject;
      if (subject.config) this.settings.follow(subject.config);
    };
    await this.client.call('watch', {}, { onProgress }).catch(error => {
      this.failure = messageOf(error);
    });
  }

  /** The place of the chosen image in the list; the first where the chosen one is gone. */
  readonly place = $derived.by(() => {
    const images = this.subject?.images ?? [];
    return Math.max(
      0,
      images.findIndex(({ name }) => name === this.settings.image),
    );
  });

  readonly image = $derived(this.subject?.images[this.place]);

  choose(place: number): void {
    this.settings.image = this.subject?.images[place]?.name;
  }

  /** Fetches an image and takes it apart; what was wanted before is given up. */
  async load(image: number): Promise<void> {
    this.loading?.abort();
    const own = new AbortController();
    this.loading = own;
    const got = this.client.call('pixels', { image }, { signal: own.signal });
    this.thumbnails = got.catch(() => {});
    try {
      const pixels = await got;
      if (own.signal.aborted) return;
      this.fit(pixels);
      this.failure = undefined;
      this.looked = new LookedAt(pixels);
    } catch (error) {
      if (own.signal.aborted) return;
      this.looked = undefined;
      this.failure = messageOf(error);
    }
  }

  thumbnail(image: number): Promise<ImagePixels> {
    const got = this.thumbnails.then(() => this.client.call('pixels', { image, thumbnail: true }));
    this.thumbnails = got.catch(() => {});
    return got;
  }

  /** Makes the config say what the page shows. */
  async write(): Promise<void> {
    await this.client.call('writeMask', this.mask);
  }

  /** Lets the person choose a config, and makes it say what the page shows; undefined when they give up. */
  writeToChosen(): Promise<WrittenConfig | undefined> {
    return this.client.call('writeMaskToChosen', this.mask);
  }

  openConfig(): Promise<void> {
    return this.client.call('openConfig', {});
  }

  save(name: string, png: Uint8Array): Promise<boolean> {
    return this.client.call('saveFile', { name, type: 'png', bytes: png });
  }

  /** Keeps what is chosen for when the page comes back. */
  keep(): void {
    this.host.setState(
      $state.snapshot({
        ...this.settings.saved,
        view: this.view.state,
        spectrumView: this.spectrumView.state,
      }),
    );
  }

  private get mask(): MaskSettings {
    const { r1 = 1, r2, shape, areaMatched } = this.settings;
    return { r1, r2, shape, areaMatched };
  }

  /** A radius that the new image has, where none was chosen or the chosen one lies outside. */
  private fit({ width, height }: Pick<ImagePixels, 'width' | 'height'>): void {
    const { settings } = this;
    const wanted = { r1: settings.r1 ?? usualRadius(width, height), r2: settings.r2 };
    const { r1, r2 } = within(wanted, radiusRange(width, height));
    settings.r1 = r1;
    settings.r2 = r2;
  }
}

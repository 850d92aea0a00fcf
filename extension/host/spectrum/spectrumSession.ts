import { dirname } from 'node:path';
import { type Disposable, EventEmitter, l10n, ViewColumn, window } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { CallContext, Handlers } from '../../protocol/rpc.js';
import type { SpectrumPageApi, SpectrumSubject } from '../../protocol/spectrumPage.js';
import type { App } from '../app/app.js';
import { Disposables } from '../common/disposable.js';
import { saveFile } from '../common/saveFile.js';
import { requireTrust } from '../common/trust.js';
import { readableAnalysisOf } from '../configs/documents/analyses.js';
import { checkedMask } from './checkedMask.js';
import { ConfigDocumentWatch } from './configDocumentWatch.js';
import { configMask } from './configMask.js';
import { PathIds } from './pathIds.js';
import type { SpectrumSource } from './spectrumSource.js';
import { pathsOfConfig, type ShownPaths, shownPaths } from './spectrumSubject.js';
import { writeMask } from './writeMask.js';
import { writeMaskToChosen } from './writeMaskToChosen.js';

/** Side in pixels at which a folder's images are compared at most where no config says another. */
const USUAL_SIDE = 224;

/** Side of thumbnails in pixels, enough for sharp screens. */
const THUMBNAIL = 96;

/** Answers the page of one webview. */
export class SpectrumSession implements Disposable {
  private readonly own = new Disposables();
  private readonly changed = this.own.add(new EventEmitter<void>());
  private readonly images = new PathIds();
  private readonly folders = new PathIds();
  private config?: ConfigDocumentWatch;
  /** What a config's folder holds, kept while somebody types elsewhere. */
  private listed?: { folder: string; paths: Promise<ShownPaths> };
  /** Side of the squares that images are given as; undefined without a config. */
  private side?: number;

  /** What the page may ask for. */
  readonly handlers: Handlers<SpectrumPageApi> = {
    watch: (_, context) => this.watch(context),
    pixels: ({ image, thumbnail }, { signal }) => {
      const file = known(this.images.find(image));
      return this.engine.call('pixels', { file, side: thumbnail ? THUMBNAIL : this.side }, { signal });
    },
    folder: ({ folder: id }, { signal, progress }) => {
      const folder = known(this.folders.find(id));
      const most = this.side ?? USUAL_SIDE;
      return this.engine.call('meanSpectrum', { folder, most }, { signal, onProgress: progress });
    },
    writeMask: async wanted => {
      const document = await known(this.config).document();
      await writeMask(document, checkedMask(wanted, configMask(document)));
    },
    writeMaskToChosen,
    openConfig: async () => {
      const document = await known(this.config).document();
      await window.showTextDocument(document, { viewColumn: ViewColumn.Beside });
    },
    saveFile: async file => {
      const shown = this.source.config ?? this.source.paths[0];
      return saveFile(file, shown && dirname(shown));
    },
  };

  constructor(
    private readonly app: App,
    private source: SpectrumSource,
  ) {
    this.follow(source);
  }

  /** Shows something else. */
  show(source: SpectrumSource): void {
    this.source = source;
    this.follow(source);
    this.changed.fire();
  }

  dispose(): void {
    this.config?.dispose();
    this.own.dispose();
  }

  /** What the page shows now. */
  async subject(): Promise<SpectrumSubject> {
    if (!this.config) {
      this.side = undefined;
      return this.listing(await shownPaths(this.source.paths));
    }
    const document = await this.config.document();
    const { DATA } = readableAnalysisOf(document).config;
    if (this.listed?.folder !== DATA.DATA_PATH) {
      this.listed = { folder: DATA.DATA_PATH, paths: pathsOfConfig(DATA.DATA_PATH) };
    }
    const listing = this.listing(await this.listed.paths);
    this.side = DATA.IMG_SIZE;
    return { ...listing, config: configMask(document) };
  }

  private listing({ images, folders, notes }: ShownPaths): SpectrumSubject {
    return { images: this.images.list(images), folders: this.folders.list(folders), notes };
  }

  private follow({ config }: SpectrumSource): void {
    this.config?.dispose();
    this.config = config === undefined ? undefined : new ConfigDocumentWatch(config);
    this.config?.onDidChange(() => this.changed.fire());
  }

  /** Reports the subject now and after every change; a newer one overtakes one that is still being worked out. */
  private watch({ signal, progress }: CallContext<SpectrumSubject>): Promise<never> {
    return new Promise((_, reject) => {
      let latest = 0;
      const report = async () => {
        const own = ++latest;
        const subject = await this.subject();
        if (own === latest) progress(subject);
      };
      const listening = this.changed.event(() => void report().catch(reject));
      signal.addEventListener('abort', () => {
        listening.dispose();
        reject(signal.reason as Error);
      });
      report().catch(reject);
    });
  }

  private get engine() {
    requireTrust(l10n.t('Images are read once you trust this workspace: that starts a process.'));
    return this.app.engine;
  }
}

/** What a page asked for, if it is something that it was given. */
function known<T>(found: T | undefined): T {
  if (found === undefined) throw new UserError(l10n.t('This is no longer shown here.'));
  return found;
}

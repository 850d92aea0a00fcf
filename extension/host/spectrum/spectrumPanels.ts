import { basename } from 'node:path';
import { type Disposable, l10n, type WebviewPanel } from 'vscode';
import type { SpectrumPageApi, SpectrumSubject } from '../../protocol/spectrumPage.js';
import type { App } from '../app/app.js';
import { type PageContent, PagePanels } from '../panels/pagePanel.js';
import type { SpectrumSession } from './spectrumSession.js';
import { keyOf, type SpectrumSource, SpectrumSources } from './spectrumSource.js';

let panels: SpectrumPanels | undefined;

/** Shows images or a config in the panel that there is for them, or in a new one; resolves to what it shows. */
export function showSpectrum(app: App, source: SpectrumSource): Promise<SpectrumSubject | undefined> {
  return panelsOf(app).show(source);
}

/** Brings panels back after a reload of the window. */
export function registerSpectrumPanels(app: App): Disposable {
  return panelsOf(app).panels.register();
}

function panelsOf(app: App): SpectrumPanels {
  panels ??= new SpectrumPanels(app);
  return panels;
}

/** One panel for each config, and one for whatever images were asked for last. */
class SpectrumPanels {
  readonly panels: PagePanels<SpectrumPageApi>;
  private readonly open = new Map<string, { panel: WebviewPanel; session: SpectrumSession }>();
  private readonly sources: SpectrumSources;
  /** Its module parses YAML, which is loaded with the first panel and not at activation. */
  private Session?: typeof SpectrumSession;

  constructor(private readonly app: App) {
    this.sources = new SpectrumSources(app.memory);
    const load = () => this.load();
    this.panels = new PagePanels(app, {
      viewType: 'mfm.spectrumPage',
      page: 'spectrum',
      open: (key, panel) => this.contentOf(key, panel),
      get ready() {
        return load();
      },
    });
  }

  async show(source: SpectrumSource): Promise<SpectrumSubject | undefined> {
    const key = keyOf(source);
    await this.load();
    await this.sources.keep(key, source);
    const found = this.open.get(key);
    if (found) {
      found.panel.title = titleOf(source);
      found.session.show(source);
    }
    this.panels.show(key);
    return this.open.get(key)?.session.subject();
  }

  private async load(): Promise<void> {
    this.Session ??= (await import('./spectrumSession.js')).SpectrumSession;
  }

  private contentOf(key: string, panel: WebviewPanel): PageContent<SpectrumPageApi> | undefined {
    const source = this.sources.find(key);
    if (!source || !this.Session) return undefined;
    const session = new this.Session(this.app, source);
    this.open.set(key, { panel, session });
    return {
      title: titleOf(source),
      handlers: session.handlers,
      dispose: () => {
        this.open.delete(key);
        session.dispose();
        void this.sources.forget(key);
      },
    };
  }
}

function titleOf({ config, paths }: SpectrumSource): string {
  if (config !== undefined) return l10n.t('Masks of {0}', basename(config));
  return paths.length === 1
    ? l10n.t('Spectrum of {0}', basename(paths[0]!))
    : l10n.t('Spectra of {0} files', paths.length);
}

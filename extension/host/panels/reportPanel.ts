import { type Disposable, l10n, Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import { readText } from '../../engine/files/regularFile.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import type { App } from '../app/app.js';
import { Disposables } from '../common/disposable.js';
import { showFailure } from '../common/errors.js';
import { isLive, type Run } from '../runs/run.js';
import { reportPage, sentencePage } from './reportPage.js';

const VIEW_TYPE = 'mfm.report';

/** A report takes computing: one is not made right after another. */
const REST_MS = 5000;

/** Of a page with all its pictures. */
const MOST_BYTES = 2 ** 28;

/** The open panels by run folder: one for each run. */
const panels = new Map<string, ReportPanel>();

/** Shows the report of a run, in the panel that it has or in a new one. */
export function showReport(app: App, run: Run): void {
  const open = panels.get(run.dir);
  if (open) open.reveal();
  else {
    const panel = window.createWebviewPanel(VIEW_TYPE, '', ViewColumn.Active, { enableFindWidget: true });
    panels.set(run.dir, new ReportPanel(app, panel, run.dir));
  }
}

/** Brings panels back after a reload of the window. */
export function registerReportPanels(app: App): Disposable {
  return window.registerWebviewPanelSerializer(VIEW_TYPE, {
    async deserializeWebviewPanel(panel, state: { run?: unknown } | undefined) {
      await app.runs.ready;
      const dir = state?.run;
      // Only runs that this window knows: the state is nothing to trust.
      if (typeof dir !== 'string' || !app.runs.find(dir) || panels.has(dir)) panel.dispose();
      else panels.set(dir, new ReportPanel(app, panel, dir));
    },
  });
}

/** A panel with the report of a run, made again while one looks at it and the run saves samples or ends. */
class ReportPanel {
  private readonly own = new Disposables();
  /** Which version of the run is shown. */
  private shown = '';
  private isBusy = false;
  private isClosed = false;

  constructor(
    private readonly app: App,
    private readonly panel: WebviewPanel,
    private readonly dir: string,
  ) {
    panel.webview.options = { enableScripts: true, localResourceRoots: [] };
    panel.iconPath = Uri.joinPath(app.extensionUri, 'media', 'icon.png');
    panel.title = l10n.t('Report: {0}', this.run?.name ?? '');
    this.own.add(app.runs.onDidChange(() => this.update()));
    this.own.add(panel.onDidChangeViewState(() => this.update()));
    panel.onDidDispose(() => {
      this.isClosed = true;
      panels.delete(dir);
      this.own.dispose();
    });
    this.update();
  }

  reveal(): void {
    this.panel.reveal();
    this.shown = '';
    this.update();
  }

  private get run(): Run | undefined {
    return this.app.runs.find(this.dir);
  }

  /** Makes the report again if the run has come further since; closes when the run is gone. */
  private update(): void {
    const { run } = this;
    if (this.isClosed) return;
    if (!run) {
      this.panel.dispose();
      return;
    }
    if (this.isBusy || !this.panel.visible) return;
    const version = versionOf(run);
    if (version === this.shown) return;
    const isFirst = this.shown === '';
    this.shown = version;
    this.isBusy = true;
    this.show(isFirst)
      .catch(error => showFailure(this.app.log, error))
      .finally(() => setTimeout(() => this.rested(), REST_MS));
  }

  private rested(): void {
    this.isBusy = false;
    this.update();
  }

  private async show(isFirst: boolean): Promise<void> {
    if (!workspace.isTrusted) return this.load(l10n.t('It is made once you trust this workspace.'));
    if (isFirst) await this.load(l10n.t('It is being made.'));
    try {
      await this.app.engine.call('report', { run: this.dir });
    } finally {
      // An older report is better than none.
      await this.load(l10n.t('It could not be made.'));
    }
  }

  /** Shows the report as it is on disk, or says why there is none. */
  private async load(otherwise: string): Promise<void> {
    const report = await readText(RunFolder.open(this.dir).reportFile, MOST_BYTES).catch(() => undefined);
    if (this.isClosed) return;
    const page = report ?? sentencePage(l10n.t('This run has no report yet'), otherwise);
    this.panel.webview.html = reportPage(page, { run: this.dir });
  }
}

/** Changes with every new sample, and with the end of the run. */
function versionOf(run: Run): string {
  return isLive(run) ? `live ${run.live?.sample?.step ?? ''}` : `${run.summary.state} ${run.summary.updated}`;
}

import { type Disposable, l10n, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { App } from '../app/app.js';
import { Disposables } from '../common/disposable.js';
import { type LiveRun, progressOf, statusText } from './statusText.js';

/** One item: what trains, or else what would compute; a click offers what can be done now. */
export class StatusBar implements Disposable {
  private readonly own = new Disposables();
  private readonly item = this.own.add(window.createStatusBarItem('mfm.status', StatusBarAlignment.Left, 10));

  constructor(private readonly app: App) {
    this.item.name = 'MFM';
    this.item.command = 'mfm.showActions';
    this.own.add(app.engine.onDidChange(() => this.show()));
    this.own.add(app.runs.onDidChange(() => this.show()));
    this.show();
    this.item.show();
  }

  dispose(): void {
    this.own.dispose();
  }

  private show(): void {
    const { engine, runs } = this.app;
    const live = runs.runs.flatMap(({ name, live }): LiveRun[] => (live ? [{ name, live }] : []));
    const { text, label } = statusText({ runs: live, engine: engine.state, backend: engine.backend });
    this.item.text = text;
    this.item.tooltip = this.tooltip(live);
    this.item.accessibilityInformation = { label, role: 'button' };
    const failed = engine.state === 'failed' && live.length === 0;
    this.item.backgroundColor = failed ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  }

  private tooltip(live: LiveRun[]): MarkdownString {
    const { backend } = this.app.engine;
    const text = new MarkdownString(undefined, true);
    text.isTrusted = { enabledCommands: ['mfm.doctor', 'mfm.selectBackend', 'mfm.showLog'] };
    for (const run of live) {
      text.appendMarkdown('$(sync) ').appendText(progressOf(run));
      text.appendText(` (${run.live.start.backend}, ${run.live.start.device})`).appendMarkdown('\n\n');
    }
    const what = backend
      ? l10n.t(
          'Computes with {0} {1} on {2}: {3}.',
          backend.name,
          backend.version ?? '',
          backend.device ?? '',
          backend.reason,
        )
      : l10n.t('The engine starts with the first command that needs it.');
    text.appendText(what).appendMarkdown('\n\n');
    const links = [
      [l10n.t('Doctor'), 'mfm.doctor'],
      [l10n.t('Select Compute Backend'), 'mfm.selectBackend'],
      [l10n.t('Show Log'), 'mfm.showLog'],
    ];
    return text.appendMarkdown(links.map(([title, id]) => `[${title}](command:${id})`).join(' · '));
  }
}

import { type Disposable, l10n } from 'vscode';
import type { RunPageApi } from '../../protocol/runPage.js';
import type { App } from '../app/app.js';
import { PagePanels } from '../panels/pagePanel.js';
import type { Run } from '../runs/run.js';
import { type Act, runPageHandlers } from './handlers.js';
import { runId } from './runId.js';
import { findRuns } from './runIds.js';

let pages: PagePanels<RunPageApi> | undefined;

/** Shows runs in a page of theirs: the one that was opened for exactly these, or a new one. */
export function showRuns(runs: readonly Run[]): void {
  pages?.show(runs.map(runId).join(' '));
}

/**
 * Brings pages back after a reload of the window. To be called before any is shown.
 *
 * @param act does what pages ask for; commands do it, which open pages
 */
export function registerRunPages(app: App, act: Act): Disposable {
  pages = new PagePanels<RunPageApi>(app, {
    viewType: 'mfm.run',
    page: 'run',
    ready: app.runs.ready,
    open(key, panel) {
      const ids = key.split(' ');
      const runs = findRuns(app.runs, ids);
      if (runs.length === 0) return undefined;
      const onShow = (shown: readonly Run[]) => {
        const title = titleOf(shown);
        if (title !== '') panel.title = title;
      };
      return { title: titleOf(runs), handlers: runPageHandlers(app, ids, onShow, act) };
    },
  });
  return pages.register();
}

function titleOf(runs: readonly Run[]): string {
  return runs.length > 2
    ? l10n.t('{0} and {1} other runs', runs[0]!.name, runs.length - 1)
    : runs.map(run => run.name).join(', ');
}

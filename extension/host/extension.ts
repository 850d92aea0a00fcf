import { type ExtensionContext, l10n, window, workspace } from 'vscode';
import type { App } from './app/app.js';
import { registerCheckpointEditor } from './checkpoint/checkpointEditor.js';
import { act } from './commands/pageActions.js';
import { registerCommands } from './commands/table.js';
import { setContextKey } from './common/contextKeys.js';
import { Disposables } from './common/disposable.js';
import { engineSettings } from './common/settings.js';
import { registerConfigFeatures } from './configs/configFeatures.js';
import { Engine } from './engine/engine.js';
import { ImagesTree } from './images/imagesTree.js';
import { registerMeasurementEditor } from './measurement/measurementEditor.js';
import { registerReportPanels } from './panels/reportPanel.js';
import { registerRunPages } from './runPage/runPages.js';
import { logUnusable } from './runs/logUnusable.js';
import { RunStore } from './runs/runStore.js';
import { RunsTree } from './runs/runsTree.js';
import { watchCrashes } from './runs/watchCrashes.js';
import { watchFinishes } from './runs/watchFinishes.js';
import { registerSpectrumEditor } from './spectrum/spectrumEditor.js';
import { registerSpectrumPanels } from './spectrum/spectrumPanels.js';
import { StatusBar } from './status/statusBar.js';
import { registerTasks } from './tasks/taskProvider.js';

/** Called by VS Code when a command, a view, a YAML file or a run wants the extension. Starts no process. */
export function activate(context: ExtensionContext): App {
  try {
    return start(context);
  } catch (error) {
    // VS Code itself would say nothing.
    void window.showErrorMessage(l10n.t('MFM could not start: {0}', String(error)));
    throw error;
  }
}

function start(context: ExtensionContext): App {
  const own = new Disposables();
  context.subscriptions.push(own);
  const log = own.add(window.createOutputChannel('MFM', { log: true }));
  const engine = own.add(new Engine(log));
  const runs = own.add(new RunStore(log));
  const app: App = {
    extensionUri: context.extensionUri,
    storageUri: context.globalStorageUri,
    memory: context.workspaceState,
    log,
    engine,
    runs,
    runsTree: own.add(new RunsTree(runs)),
    imagesTree: own.add(new ImagesTree(log)),
  };
  own.add(registerCommands(app));
  own.add(registerConfigFeatures());
  own.add(registerReportPanels(app));
  own.add(registerRunPages(app, act));
  own.add(registerCheckpointEditor(app));
  own.add(registerMeasurementEditor(app));
  own.add(registerSpectrumPanels(app));
  own.add(registerSpectrumEditor(app));
  own.add(registerTasks());
  own.add(watchCrashes(runs, log));
  own.add(watchFinishes(runs));
  own.add(logUnusable(runs, log));
  own.add(new StatusBar(app));
  own.add(
    workspace.onDidChangeConfiguration(change => {
      if (engineSettings.some(name => change.affectsConfiguration(name))) engine.restart();
      if (change.affectsConfiguration('mfm.runsFolders')) void runs.refresh();
    }),
  );
  own.add(workspace.onDidGrantWorkspaceTrust(() => void runs.refresh()));
  setContextKey('mfm.isActive', true);
  void runs.refresh();
  return app;
}

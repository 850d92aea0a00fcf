import { ConfigurationTarget, l10n, type QuickPickItem, window, workspace } from 'vscode';
import type { BackendReport } from '../../protocol/workerApi.js';
import type { App } from '../app/app.js';
import { runCommand } from '../common/runCommand.js';
import { settings } from '../common/settings.js';
import { withProgress } from '../engine/withProgress.js';

interface BackendItem extends QuickPickItem {
  backend?: 'auto' | BackendReport['name'];
}

/** Lets the person choose what computes, among what this machine has. */
export async function selectBackend({ engine }: App): Promise<void> {
  const { backends } = await withProgress(l10n.t('Looking at this machine'), signal =>
    engine.call('doctor', {}, { signal }),
  );
  const picked = await window.showQuickPick(items(backends), {
    title: l10n.t('Select Compute Backend'),
    placeHolder: l10n.t('For previews and for the runs you start from now on'),
    matchOnDetail: true,
  });
  if (!picked) return;
  if (!picked.backend) {
    await runCommand('mfm.installRuntime');
    return;
  }
  // Changing the setting starts the engine anew.
  await workspace.getConfiguration('mfm').update('backend', picked.backend, ConfigurationTarget.Global);
}

function items(backends: BackendReport[]): BackendItem[] {
  const current = settings.backend();
  const mark = (name: string) => (name === current ? l10n.t('selected') : undefined);
  const automatic: BackendItem = {
    label: l10n.t('Automatic'),
    description: mark('auto'),
    detail: l10n.t('TensorFlow where it is installed, else WebAssembly.'),
    backend: 'auto',
  };
  const known = backends.map(({ name, ok, device, version, reason }): BackendItem => {
    const what = [version, device].filter(Boolean).join(' · ');
    return {
      label: ok ? name : `$(circle-slash) ${name}`,
      description: [what, mark(name)].filter(Boolean).join(' · '),
      detail: reason,
      backend: ok ? name : undefined,
    };
  });
  const install: BackendItem = { label: `$(cloud-download) ${l10n.t('Install TensorFlow Runtime ...')}` };
  const canRun = backends.some(({ name, ok }) => name === 'tensorflow' && ok);
  return [automatic, ...known, ...(canRun ? [] : [install])];
}

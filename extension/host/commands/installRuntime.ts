import { l10n, type QuickPickItem, window } from 'vscode';
import type { App } from '../app/app.js';
import { withProgress } from '../engine/withProgress.js';

/** Installs TensorFlow and computes with it from then on; runs that are going keep the backend they have. */
export async function installRuntime({ engine, log }: App): Promise<void> {
  const flavour = await window.showQuickPick(flavours(), { title: l10n.t('Install TensorFlow Runtime') });
  if (!flavour) return;
  const { version, library } = await withProgress(l10n.t('Installing TensorFlow'), (signal, report) =>
    engine.call(
      'install',
      { gpu: flavour.gpu },
      { signal, onProgress: ({ message, fraction }) => report(message, fraction) },
    ),
  );
  log.info(`TensorFlow ${version ?? ''} is installed: ${library}`);
  // A process keeps the backend it started with.
  engine.restart();
  const { backends } = await withProgress(l10n.t('Starting TensorFlow'), signal =>
    engine.call('doctor', {}, { signal }),
  );
  const chosen = backends.find(backend => backend.chosen);
  if (chosen?.name === 'tensorflow') {
    void window.showInformationMessage(
      l10n.t('TensorFlow {0} is installed and runs on {1}.', chosen.version ?? '', chosen.device ?? ''),
    );
  } else {
    void window.showWarningMessage(
      l10n.t('TensorFlow is installed but does not run: {0}.', backends[0]?.reason ?? l10n.t('see MFM: Doctor')),
    );
  }
}

function flavours(): (QuickPickItem & { gpu: boolean })[] {
  return [
    {
      label: l10n.t('For the processor'),
      description: l10n.t('about 270 MB'),
      detail: l10n.t('Taken from the official wheel by your own pip: its index, mirror and proxy settings hold.'),
      gpu: false,
    },
    {
      label: l10n.t('For an NVIDIA GPU'),
      description: l10n.t('several gigabytes, with the CUDA libraries'),
      detail: l10n.t('Needs a recent NVIDIA driver; it runs on the processor too.'),
      gpu: true,
    },
  ];
}

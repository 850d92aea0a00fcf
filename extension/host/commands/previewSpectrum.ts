import { l10n } from 'vscode';
import type { App } from '../app.js';
import { withProgress } from '../engine/withProgress.js';
import { imagesFrom, pickImages } from '../images/chosenImages.js';
import { showSheet } from '../panels/sheetPanel.js';

/** Takes images apart by frequency: those selected in the explorer or the Images view, the one in the editor, or asks. */
export async function previewSpectrum(app: App, ...args: unknown[]): Promise<void> {
  const given = imagesFrom(args);
  const images = given.length > 0 ? given : await pickImages(l10n.t('Preview Spectrum'));
  if (!images) return;
  const sheet = await withProgress(l10n.t('Computing spectra'), (signal, report) =>
    app.engine.call(
      'spectrum',
      { images },
      { signal, onProgress: ({ done, total }) => report(l10n.t('{0} of {1} images', done, total), done / total) },
    ),
  );
  showSheet(app, sheet, 'spectrum');
}

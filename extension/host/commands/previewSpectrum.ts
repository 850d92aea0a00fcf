import { l10n } from 'vscode';
import type { Sheet } from '../../protocol/workerApi.js';
import type { App } from '../app.js';
import { countProgress } from '../engine/countProgress.js';
import { withProgress } from '../engine/withProgress.js';
import { imageOfActiveTab, imagesAmong, pickImages } from '../images/chosenImages.js';
import { showSheet } from '../panels/sheetPanel.js';

/** Takes images apart by frequency: those selected in the explorer or the images view, the one in the editor, or asks. */
export async function previewSpectrum(app: App, ...args: unknown[]): Promise<Sheet | undefined> {
  const given = imagesAmong(args);
  const shown = given.length > 0 ? given : imageOfActiveTab();
  const images = shown.length > 0 ? shown : await pickImages(l10n.t('Preview Spectrum'));
  if (!images) return undefined;
  const sheet = await withProgress(l10n.t('Computing spectra'), (signal, report) =>
    app.engine.call('spectrum', { images }, { signal, onProgress: countProgress(report) }),
  );
  showSheet(app, sheet, 'spectrum');
  return sheet;
}

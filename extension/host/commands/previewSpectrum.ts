import { l10n } from 'vscode';
import type { SpectrumSubject } from '../../protocol/spectrumPage.js';
import type { App } from '../app/app.js';
import { imageOfActiveTab, imagesAmong, pickImages } from '../images/chosenImages.js';
import { showSpectrum } from '../spectrum/spectrumPanels.js';

/** Takes images apart by frequency: those selected in the explorer or the images view, the one in the editor, or asks. */
export async function previewSpectrum(app: App, ...args: unknown[]): Promise<SpectrumSubject | undefined> {
  const given = imagesAmong(args);
  const shown = given.length > 0 ? given : imageOfActiveTab();
  const paths = shown.length > 0 ? shown : await pickImages(l10n.t('Preview Spectrum'));
  return paths && showSpectrum(app, { paths });
}

import { l10n } from 'vscode';
import type { Sheet } from '../../protocol/workerApi.js';
import type { App } from '../app.js';
import { countProgress } from '../engine/countProgress.js';
import { withProgress } from '../engine/withProgress.js';
import { imageOfActiveTab, imagesAmong, pickImages } from '../images/chosenImages.js';
import { showSheet } from '../panels/sheetPanel.js';
import { checkpointAmong, pickCheckpoint } from '../runs/pickCheckpoint.js';

/** Lets a checkpoint restore masked images; what of the two the command was not called with is asked for. */
export async function reconstruct(app: App, ...args: unknown[]): Promise<Sheet | undefined> {
  const title = l10n.t('Reconstruct Image');
  const given = checkpointAmong(args);
  const images = given === undefined ? imagesOf(args) : [];
  const chosenImages = images.length > 0 ? images : await pickImages(title);
  if (!chosenImages) return undefined;
  const checkpoint = given ?? (await pickCheckpoint(app, title));
  if (!checkpoint) return undefined;
  const sheet = await withProgress(l10n.t('Reconstructing'), (signal, report) =>
    app.engine.call('reconstruct', { checkpoint, images: chosenImages }, { signal, onProgress: countProgress(report) }),
  );
  showSheet(app, sheet, 'reconstruct');
  return sheet;
}

function imagesOf(args: readonly unknown[]): string[] {
  const given = imagesAmong(args);
  return given.length > 0 ? given : imageOfActiveTab();
}

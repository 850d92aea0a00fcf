import { l10n, Uri } from 'vscode';
import type { App } from '../app/app.js';
import { LookImages } from '../checkpoint/look/lookImages.js';
import { askPage } from '../checkpoint/look/lookIntents.js';
import { openCheckpointEditor } from '../checkpoint/openEditor.js';
import { imageOfActiveTab, imagesAmong, pickImages } from '../images/chosenImages.js';
import { checkpointAmong, pickCheckpoint } from '../runs/pickCheckpoint.js';

/**
 * Opens a checkpoint at what it makes of masked images; what of the two the command was not called with is asked for.
 */
export async function reconstruct(app: App, ...args: unknown[]): Promise<void> {
  const title = l10n.t('Reconstruct Image');
  const given = checkpointAmong(args);
  const images = given === undefined ? imagesOf(args) : [];
  const chosenImages = images.length > 0 ? images : await pickImages(title);
  if (!chosenImages) return;
  const checkpoint = given ?? (await pickCheckpoint(app, title));
  if (!checkpoint) return;
  askPage(checkpoint, { tab: 'reconstruction', images: await new LookImages(app).choose(chosenImages) });
  await openCheckpointEditor(Uri.file(checkpoint));
}

function imagesOf(args: readonly unknown[]): string[] {
  const given = imagesAmong(args);
  return given.length > 0 ? given : imageOfActiveTab();
}

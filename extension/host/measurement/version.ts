import { l10n } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { ToldMeasurement } from './toldMeasurements.js';

/** Places are those of one content of the file: an old click must not open another image. @param version from a page */
export function ofVersion<T extends ToldMeasurement>(told: T, version: unknown): T {
  if (told.shown.version !== version) throw unknownImage();
  return told;
}

export function unknownImage(): UserError {
  return new UserError(l10n.t('It is not known any more where this image lies.'));
}

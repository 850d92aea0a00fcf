import { l10n } from 'vscode';
import type { Progress } from '../../protocol/workerApi.js';
import type { Report } from './withProgress.js';

/** Reports of a call that goes through several images. */
export function countProgress(report: Report): (progress: Progress) => void {
  return ({ done, total }) => report(l10n.t('{0} of {1} images', done, total), done / total);
}

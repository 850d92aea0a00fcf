import type { ImageFolder } from '../../engine/data/folder.js';

/** The images of a probe. */
export interface ProbeFolders {
  train: ImageFolder;
  /** Absent = some of `train` are held out. */
  val?: ImageFolder;
}

/**
 * Opens what a probe learns from and what it is measured with.
 *
 * @param who needs it: a command
 * @throws UserError for a folder that cannot be used, has no labels, or other classes than the first
 */
export async function openProbeFolders(who: string, trainDir: string, valDir?: string): Promise<ProbeFolders> {
  const { openImageFolder } = await import('../../engine/data/folder.js');
  const { requireLabels, requireSameClasses } = await import('../../engine/data/labels.js');
  const train = await openImageFolder(trainDir);
  requireLabels(train, who);
  if (valDir === undefined) return { train };
  const val = await openImageFolder(valDir);
  requireSameClasses(val, train, 'VAL');
  return { train, val };
}

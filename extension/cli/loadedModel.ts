import type { LoadedModel } from '../engine/checkpoint/loadModel.js';
import { note } from './output.js';

/**
 * Loads a model to look at, and says what became of the file's tensors where it is no whole pre-trained model. Throws
 * UserError when it is none at all.
 */
export async function loadedModel(file: string): Promise<LoadedModel> {
  const { loadModel } = await import('../engine/checkpoint/loadModel.js');
  const { reportLines } = await import('../engine/checkpoint/loadReport.js');
  const loaded = await loadModel(file);
  if (loaded.report) for (const line of reportLines(loaded.report, file)) note(line);
  return loaded;
}

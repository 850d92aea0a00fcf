import type { LoadReport } from '../../protocol/loadReport.js';
import type { Parameters } from '../models/parameters.js';
import { matchFile } from './foreign/matchFile.js';
import { openFile } from './open.js';
import { toFloat32 } from './tensorData.js';
import type { TensorSource } from './tensorSource.js';

/**
 * Initialises a model's encoder from any file that has one: our checkpoints, official ones, and those of timm, torchvision,
 * MAE and DINO, in safetensors or PyTorch's formats. What the file does not have keeps its values. One tensor is in memory
 * at a time.
 *
 * @throws UserError when the file is unreadable, or has no encoder, or one that is not at all the model's
 */
export async function loadEncoder(file: string, parameters: Parameters): Promise<LoadReport> {
  const { sources, report } = matchFile(await openFile(file), parameters.stored);
  await loadTensors(sources, parameters);
  return report;
}

/** Puts tensors of a file into a model, one after the other. */
export async function loadTensors(sources: ReadonlyMap<string, TensorSource>, parameters: Parameters): Promise<void> {
  for (const [name, source] of sources) parameters.set(name, toFloat32(await source.read()));
}

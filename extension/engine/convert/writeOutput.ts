import type { Conversion } from '../../protocol/conversion.js';
import type { CheckpointSource } from '../checkpoint/checkpoint.js';
import { encodeMeta } from '../checkpoint/checkpointMeta.js';
import { type ModelLayout, officialDictionary } from '../checkpoint/pytorch/official/officialDictionary.js';
import { dictionary, ordered } from '../checkpoint/pytorch/write/pickleInput.js';
import { writeTorch } from '../checkpoint/pytorch/write/writeTorch.js';
import { writeSafetensors } from '../checkpoint/safetensors.js';
import type { TensorSource } from '../checkpoint/tensorSource.js';
import type { Config } from '../config/schema.js';
import { createMethod } from '../methods/registry.js';
import { requireConversionMemory } from './conversionMemory.js';

/** Other programs look here for how a file's tensors are laid out: as PyTorch does. */
const PLAIN = { format: 'pt' };

/** Writes a whole checkpoint: what `mfm pretrain` writes, or what the official code resumes from. */
export async function writeCheckpoint(
  from: string,
  to: string,
  format: Conversion['format'],
  source: CheckpointSource,
): Promise<void> {
  if (format === 'safetensors') await writeSafetensors(to, source.tensors, encodeMeta(source.meta));
  else
    await writeTorch(
      to,
      officialDictionary(from, source, config => layoutOf(from, config)),
    );
}

/** What the model of a config has on disk. @throws UserError when it cannot be held */
function layoutOf(from: string, config: Config): ModelLayout {
  const { parameters } = createMethod(config);
  requireConversionMemory(from, parameters.state);
  return parameters;
}

/** Writes tensors alone, for PyTorch under the key that the official code and timm look for. */
export async function writeEncoder(
  to: string,
  format: Conversion['format'],
  tensors: ReadonlyMap<string, TensorSource>,
): Promise<void> {
  if (format === 'safetensors') await writeSafetensors(to, tensors, PLAIN);
  else await writeTorch(to, dictionary({ model: ordered(tensors) }));
}

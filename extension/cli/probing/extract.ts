import { availableParallelism } from 'node:os';
import type { LoadedModel } from '../../engine/checkpoint/loadModel.js';
import type { ImageFolder, SkippedFile } from '../../engine/data/folder.js';
import { UserError } from '../../engine/errors.js';
import type { Encoder } from '../../engine/models/encoder.js';
import type { LabelledFeatures } from '../../engine/probes/labelledFeatures.js';
import { layerIndex } from '../lookArguments.js';
import type { countLine } from '../progress/countLine.js';
import type { ProbeFlags, TokenChoice } from './flags.js';
import type { ProbeFolders } from './openFolders.js';

/** A file of one of the folders that is not among the features. */
export interface LeftOut extends SkippedFile {
  root: string;
}

/** What is taken of a model, from 0; no layer = what leaves the encoder. */
export interface Taken {
  pool: 'mean' | 'class';
  layer?: number;
}

/** @throws UserError for a layer or token that the model does not have */
export function takenOf({ layers, ...encoder }: Encoder, { layer, tokens }: ProbeFlags): Taken {
  return {
    pool: poolOf(encoder, tokens),
    layer: layerIndex(layer, layers.length),
  };
}

function poolOf({ name, classToken, head }: Omit<Encoder, 'layers'>, tokens: TokenChoice): Taken['pool'] {
  if (tokens === 'pooled') return head.pooling === 'mean' ? 'mean' : 'class';
  if (tokens === 'patches') return 'mean';
  if (classToken) return 'class';
  throw new UserError(`--tokens cls: a ${name} has no class token; take --tokens patches.`);
}

/** Features of both folders, with the files that they are without, under a line of progress for each. */
export async function extractBoth(
  { train, val }: ProbeFolders,
  { model }: LoadedModel,
  options: Taken & Pick<ProbeFlags, 'batchSize'>,
  line: ReturnType<typeof countLine>,
  signal: AbortSignal,
) {
  const { extractFeatures } = await import('../../engine/probes/features.js');
  const threads = Math.min(4, availableParallelism());
  const leftOut: LeftOut[] = [];
  const all = train.entries.length + (val?.entries.length ?? 0);
  const extract = async (folder: ImageFolder, before: number): Promise<LabelledFeatures> => {
    const onProgress = (done: number) => line.show(before + done, all);
    const { features, failed } = await extractFeatures(folder, model, { ...options, threads, signal, onProgress });
    leftOut.push(...[...folder.skipped, ...failed].map(file => ({ root: folder.root, ...file })));
    return features;
  };
  const learned = await extract(train, 0);
  return { train: learned, val: val && (await extract(val, train.entries.length)), leftOut };
}

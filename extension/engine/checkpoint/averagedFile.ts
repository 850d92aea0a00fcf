import { UserError } from '../errors.js';
import { encodeMeta } from './checkpointMeta.js';
import { type OwnFile, openFile, ownCheckpoint } from './open.js';

const OPTIMISER = 'optimizer.';
const AVERAGE = `${OPTIMISER}ema.`;

/**
 * A checkpoint of ours as if the averages of its weights were its weights. Of the optimiser nothing is there, so that no training
 * goes on from it.
 *
 * @throws UserError when it is no checkpoint of ours, or one without averages
 */
export async function openAveraged(file: string): Promise<OwnFile> {
  const opened = await openFile(file);
  if (opened.kind !== 'own') throw withoutAverages(file);
  const { meta, tensors } = ownCheckpoint(opened);
  if (![...tensors.keys()].some(name => name.startsWith(AVERAGE))) throw withoutAverages(file);
  const model = [...tensors.keys()].filter(name => !name.startsWith(OPTIMISER));
  const origins = new Map(model.map(name => [name, (tensors.get(AVERAGE + name) ?? tensors.get(name)!).origin]));
  const originOf = (name: string) => origins.get(name) ?? name;
  return {
    kind: 'own',
    file,
    // Its tensors are called as in our safetensors files, in whichever format it lies.
    format: 'safetensors',
    metadata: Object.entries(encodeMeta({ ...meta, schedule: undefined })),
    tensors: new Map([...origins].map(([name, origin]) => [name, opened.tensors.get(origin)!])),
    read: name => opened.read(originOf(name)),
    pieces: name => opened.pieces(originOf(name)),
  };
}

function withoutAverages(file: string): UserError {
  return new UserError(
    `${file} holds no averages of weights: leave out --average, or name a checkpoint of a fine-tuning with TRAIN.EMA_DECAY.`,
  );
}

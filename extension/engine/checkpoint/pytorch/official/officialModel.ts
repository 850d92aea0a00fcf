import type { StateSpec } from '../../../models/parameters.js';
import { type FileTensor, fileTensor } from '../../fileTensor.js';
import type { TensorFile } from '../../tensorFile.js';
import { type Dictionary, dictionaryOf, entryOf } from '../pickleValue.js';

const MODEL = 'model.';

/**
 * The config in an official checkpoint: a `yacs.config.CfgNode`, or plain dictionaries (fact sheet 1.15).
 *
 * @returns nothing where a file has none with a model in it
 */
export function officialConfig({ values }: TensorFile): Dictionary | undefined {
  const config = dictionaryOf(entryOf(values, 'config'));
  return config && dictionaryOf(config.get('MODEL')) ? config : undefined;
}

/** The tensors of the model in an official checkpoint, by their names. */
export function officialModel(opened: TensorFile): Map<string, FileTensor> {
  const names = [...opened.tensors.keys()].filter(name => name.startsWith(MODEL));
  return new Map(names.map(name => [name.slice(MODEL.length), fileTensor(opened, name)]));
}

/** Whether a file has all of a pre-trained model under the official names, the decoder included. */
export function isOfficialModel(opened: TensorFile, stored: readonly StateSpec[]): boolean {
  return stored.every(({ name, shape }) => opened.tensors.get(MODEL + name)?.shape.join() === shape.join());
}

/** Whether a file has an encoder and a decoder under the official names. */
export function hasOfficialDecoder({ tensors }: TensorFile): boolean {
  const names = [...tensors.keys()];
  return ['encoder.', 'decoder.'].every(part => names.some(name => name.startsWith(MODEL + part)));
}

/** Finished epochs: the file has the number of the last one, counted from 0. */
export function officialEpoch({ values }: TensorFile): number | undefined {
  const epoch = entryOf(values, 'epoch');
  return typeof epoch === 'number' && Number.isSafeInteger(epoch) && epoch >= 0 ? epoch + 1 : undefined;
}

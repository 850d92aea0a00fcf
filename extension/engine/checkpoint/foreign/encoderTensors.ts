import { type FileTensor, fileTensor } from '../fileTensor.js';
import type { TensorFile } from '../tensorFile.js';
import type { Recognised } from './recognise.js';
import { foreignFamilies } from './registry.js';

/** The tensors of an encoder by their official names, with 'encoder.' before them. */
export interface EncoderTensors {
  tensors: Map<string, FileTensor>;
  /** Tensors of the file that no official encoder has, by their names in the file. */
  others: string[];
  /** What was done to make them official, in sentences. */
  converted: string[];
}

/** Follows from the sizes of a model. */
const DERIVED = /(^|\.)(relative_position_index|attn_mask|relative_coords_table)$/;
const OPTIMIZER = /^optimizer\./;

/** The encoder's tensors under their official names. Nothing of them is read. */
export function encoderTensors(file: TensorFile, { naming, prefix }: Recognised): EncoderTensors {
  const inside = [...file.tensors.keys()]
    .filter(name => name.startsWith(prefix))
    .map(name => name.slice(prefix.length));
  const names = new Set(inside);
  const tensors = new Map<string, FileTensor>();
  const others: string[] = [];
  for (const origin of file.tensors.keys()) {
    if (DERIVED.test(origin) || OPTIMIZER.test(origin)) continue;
    const name = origin.startsWith(prefix) ? naming.official(origin.slice(prefix.length), names) : undefined;
    if (name === undefined) others.push(origin);
    else tensors.set(`encoder.${name}`, fileTensor(file, origin));
  }
  return { tensors, others, converted: foreignFamilies[naming.family].convert?.(tensors) ?? [] };
}

import { converted, type FileTensor, fileTensor, rowsOf } from '../fileTensor.js';
import type { TensorFile } from '../tensorFile.js';
import { describeEncoder } from './describe.js';
import type { Naming } from './naming.js';
import { recognise } from './recognise.js';

/** An encoder that is in a file of any kind, under whatever names. */
export interface FoundEncoder {
  family: Naming['family'];
  /** For people: 'a ViT with 12 blocks of width 768, named as in timm'. */
  what: string;
  /** By their official names, with 'encoder.' before them. */
  tensors: Map<string, FileTensor>;
  /** Tensors of the file that no official encoder has, by their names in the file. */
  others: string[];
  /** What was done to make them official, in sentences. */
  converted: string[];
}

/** Follows from the sizes of a model. */
const DERIVED = /(^|\.)(relative_position_index|attn_mask|relative_coords_table)$/;
const OPTIMIZER = /^optimizer\./;
const WHOLE_BIAS = /^(encoder\.blocks\.\d+\.attn)\.qkv\.bias$/;

/** Finds the encoder in a file. Nothing of its tensors is read. @returns nothing where there is none that is known */
export function findEncoder(file: TensorFile): FoundEncoder | undefined {
  const recognised = recognise(file);
  if (!recognised) return undefined;
  const { naming, prefix } = recognised;
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
  const converted = naming.family === 'vit' ? officialVit(tensors) : [];
  return { family: naming.family, what: describeEncoder(naming, tensors), tensors, others, converted };
}

/** Makes the few things official that are another matter than names. @returns what was done */
function officialVit(tensors: Map<string, FileTensor>): string[] {
  return [...splitBiases(tensors), ...addClassRow(tensors)];
}

/** The official attention has no bias of the keys (fact sheet 1.9). */
function splitBiases(tensors: Map<string, FileTensor>): string[] {
  let count = 0;
  for (const [name, source] of [...tensors]) {
    const attention = WHOLE_BIAS.exec(name)?.[1];
    const width = source.shape[0]! / 3;
    if (attention === undefined || source.shape.length !== 1 || !Number.isInteger(width)) continue;
    tensors.delete(name);
    tensors.set(`${attention}.q_bias`, rowsOf(source, 0, width));
    tensors.set(`${attention}.v_bias`, rowsOf(source, 2 * width, width));
    count++;
  }
  if (count === 0) return [];
  return [
    `attn.qkv.bias was split into q_bias and v_bias in ${count} blocks; the bias of the keys is left out, for it adds the same to all scores of a query and cancels in the softmax.`,
  ];
}

/** timm's models without a position for the class token: it has none, which is one of zeros. */
function addClassRow(tensors: Map<string, FileTensor>): string[] {
  const positions = tensors.get('encoder.pos_embed');
  if (positions?.shape.length !== 3 || !tensors.has('encoder.cls_token')) return [];
  const [, tokens, width] = positions.shape as [number, number, number];
  if (!Number.isInteger(Math.sqrt(tokens))) return [];
  tensors.set('encoder.pos_embed', withRowBefore(positions, tokens, width));
  return ['pos_embed has no row for the class token: one of zeros was added.'];
}

function withRowBefore(source: FileTensor, tokens: number, width: number): FileTensor {
  return converted(source, [1, tokens + 1, width], values => {
    const result = new Float32Array((tokens + 1) * width);
    result.set(values, width);
    return result;
  });
}

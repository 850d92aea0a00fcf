import type { CheckpointSource } from '../checkpoint/checkpoint.js';
import { readSource, type TensorSource } from '../checkpoint/tensorSource.js';
import { UserError } from '../errors.js';

type Tensors = CheckpointSource['tensors'];

/** Follows from the sizes of a model; timm computes it. */
const DERIVED = /(^|\.)(relative_position_index|attn_mask)$/;
const QUERY_BIAS = /^(.*\.attn)\.q_bias$/;

/**
 * An encoder (see `encoderOf`) under the names of timm 1.0: a ViT's biases of queries and values become `attn.qkv.bias`,
 * with zeros for the keys, which have none; `gamma_1` becomes `ls1.gamma`; a Swin's merging belongs to the stage behind
 * it. A ResNet's names are the same already.
 *
 * @throws UserError for a ViT with relative positions, which timm's has not
 */
export function timmNames(tensors: Tensors): Map<string, TensorSource> {
  const isVit = tensors.has('blocks.0.attn.qkv.weight');
  if (isVit && [...tensors.keys()].some(name => name.includes('relative_position') || name.startsWith('rel_pos'))) {
    throw new UserError('timm has no vision transformer with relative positions; leave out --names timm.');
  }
  const renamed = new Map<string, TensorSource>();
  for (const [name, tensor] of tensors) {
    if (DERIVED.test(name) || name.endsWith('.attn.v_bias')) continue;
    const attention = QUERY_BIAS.exec(name)?.[1];
    if (attention === undefined) renamed.set(timmName(name), tensor);
    else renamed.set(`${attention}.qkv.bias`, wholeBias(attention, tensor, tensors.get(`${attention}.v_bias`)));
  }
  return renamed;
}

function timmName(name: string): string {
  return name
    .replace(/\.gamma_([12])$/, '.ls$1.gamma')
    .replace(/^layers\.(\d+)\.downsample\./, (_, stage: string) => `layers.${Number(stage) + 1}.downsample.`);
}

/** The biases of queries, keys and values, one behind the other. */
function wholeBias(attention: string, query: TensorSource, value: TensorSource | undefined): TensorSource {
  if (query.shape.length !== 1 || query.dtype !== value?.dtype || query.shape.join() !== value.shape.join()) {
    throw new UserError(
      `The biases ${attention}.q_bias and v_bias are not of one kind; convert another file, or leave out --names timm.`,
    );
  }
  const shape = [3 * query.shape[0]!];
  const read = async () => {
    const [q, v] = [await readSource('q_bias', query), await readSource('v_bias', value)];
    return { dtype: query.dtype, shape, data: Buffer.concat([q, new Uint8Array(q.length), v]) };
  };
  return { dtype: query.dtype, shape, read };
}

import type { NetworkSummary, TensorEntry } from '../../../extension/protocol/checkpointPage.js';

/** A part of a network: what it does, its sizes, and how many values of it are learned. */
export interface Part {
  id: string;
  title: string;
  /** Its sizes, as people read them. */
  sizes: string[];
  /** Learned values, counted in the file's header; 0 for what computes without any. */
  parameters: number;
  /** Pictures and tokens flow; layers change them; a stack is several equal blocks. */
  kind: 'data' | 'layer' | 'stack';
}

/** A residual branch: x + layers(x). */
export interface Branch {
  name: string;
  parts: Part[];
}

/** One of several equal transformer blocks. */
export interface Block {
  title: string;
  branches: Branch[];
}

/** A network as it is drawn: the way of an image through it, and the insides of its blocks. */
export interface NetworkParts {
  flow: Part[];
  blocks: Block[];
  /** Learned values of the file that belong to none of the parts. */
  other: number;
}

/** The network of a config with the parameters that a checkpoint really holds. */
export function networkParts(network: NetworkSummary, tensors: readonly TensorEntry[]): NetworkParts {
  const count = counter(tensors);
  const { imageSize, patchSize, channels, width, decoder } = network;
  const grid = imageSize / patchSize;
  const image = [`${channels} × ${imageSize} × ${imageSize}`];
  const pixels = patchSize ** 2 * channels;
  const encoder = stack('encoder', network, network.relativePositions, count);
  const decoding = decoder && stack('decoder', decoder, 'none', count);
  const flow: Part[] = [
    { id: 'image', title: 'Image', sizes: image, parameters: 0, kind: 'data' },
    {
      id: 'patches',
      title: 'Patch embedding',
      sizes: [`${grid * grid} patches of ${patchSize} × ${patchSize}`, `${pixels} → ${width}`],
      parameters: count('encoder.patch_embed.'),
      kind: 'layer',
    },
    {
      id: 'tokens',
      title: 'Tokens',
      sizes: [`(1 + ${grid * grid}) × ${width}`, 'class token', positionText[network.positions]],
      parameters: count('encoder.cls_token') + count('encoder.pos_embed'),
      kind: 'data',
    },
    encoder.part,
    norm('encoder.norm', width, count),
    ...(decoder && decoding
      ? [
          {
            id: 'embed',
            title: 'Linear',
            sizes: [`${width} → ${decoder.width}`, positionText[decoder.positions]],
            parameters: count('decoder.embed.') + count('decoder.pos_embed'),
            kind: 'layer' as const,
          },
          decoding.part,
          norm('decoder.norm', decoder.width, count),
        ]
      : []),
    {
      id: 'head',
      title: '1 × 1 convolution',
      sizes: [`${decoder?.width ?? width} → ${pixels}`],
      parameters: count(decoder ? 'decoder.pred.' : 'decoder.0.'),
      kind: 'layer',
    },
    {
      id: 'shuffle',
      title: 'Pixel shuffle',
      sizes: [`${grid} × ${grid} × ${pixels}`, `by ${patchSize}`],
      parameters: 0,
      kind: 'layer',
    },
    { id: 'prediction', title: 'Predicted image', sizes: image, parameters: 0, kind: 'data' },
  ];
  const drawn = flow.reduce((sum, part) => sum + part.parameters, 0);
  const blocks = decoding ? [encoder.block, decoding.block] : [encoder.block];
  return { flow, blocks, other: count('') - drawn };
}

const positionText = { learned: 'learned positions', 'sin-cos': 'sine-cosine positions', none: 'no positions' };

/** How many learned values have names that begin so. */
type Count = (prefix: string) => number;

function counter(tensors: readonly TensorEntry[]): Count {
  const learned = tensors
    .filter(({ part, dtype }) => part === 'model' && dtype === 'F32')
    .map(({ name, shape }) => ({ name, values: shape.reduce((product, size) => product * size, 1) }));
  return prefix => learned.reduce((sum, { name, values }) => sum + (name.startsWith(prefix) ? values : 0), 0);
}

function norm(name: string, width: number, count: Count): Part {
  return { id: name, title: 'Layer norm', sizes: [`${width}`], parameters: count(`${name}.`), kind: 'layer' };
}

interface StackShape {
  width: number;
  depth: number;
  heads: number;
  hidden: number;
}

function stack(
  side: 'encoder' | 'decoder',
  { width, depth, heads, hidden }: StackShape,
  relative: NetworkSummary['relativePositions'],
  count: Count,
): { part: Part; block: Block } {
  const first = `${side}.blocks.0.`;
  const of = (name: string) => count(`${first}${name}`);
  const biased = relative === 'none' ? [] : [`${relative} relative positions`];
  const scale = (name: string): Part[] =>
    of(name) > 0 ? [{ id: name, title: 'Scale', sizes: [`${width}`], parameters: of(name), kind: 'layer' }] : [];
  const layer = (id: string, title: string, sizes: string[], parameters: number): Part => {
    return { id, title, sizes, parameters, kind: 'layer' };
  };
  const attention = [
    layer('norm1', 'Layer norm', [`${width}`], of('norm1.')),
    layer(
      'attention',
      'Self-attention',
      [`${heads} heads × ${width / heads}`, `q, k, v: ${width} → ${3 * width}`, ...biased],
      of('attn.') - of('attn.proj.'),
    ),
    layer('proj', 'Linear', [`${width} → ${width}`], of('attn.proj.')),
    ...scale('gamma_1'),
  ];
  const mlp = [
    layer('norm2', 'Layer norm', [`${width}`], of('norm2.')),
    layer('fc1', 'Linear, GELU', [`${width} → ${hidden}`], of('mlp.fc1.')),
    layer('fc2', 'Linear', [`${hidden} → ${width}`], of('mlp.fc2.')),
    ...scale('gamma_2'),
  ];
  const shared = relative === 'shared' ? count(`${side}.rel_pos_bias.`) : 0;
  const part: Part = {
    id: `${side}.blocks`,
    title: `${depth} ${side} block${depth === 1 ? '' : 's'}`,
    sizes: [`width ${width}, ${heads} heads`, `MLP ${hidden}`],
    parameters: count(`${side}.blocks.`) + shared,
    kind: 'stack',
  };
  const branches = [
    { name: 'Attention', parts: attention },
    { name: 'MLP', parts: mlp },
  ];
  return { part, block: { title: `One of ${depth} ${side} blocks`, branches } };
}

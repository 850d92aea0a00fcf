import type { VitSummary } from '../../../extension/protocol/checkpointPage.js';
import { type Count, layer, picture } from './count.js';
import type { Block, NetworkParts, Part } from './parts.js';

/** A vision transformer. */
export function vitParts(network: VitSummary, count: Count): Omit<NetworkParts, 'other'> {
  const { imageSize, patchSize, channels, width, decoder } = network;
  const grid = imageSize / patchSize;
  const pixels = patchSize ** 2 * channels;
  const encoder = stack('encoder', network, network.relativePositions, count);
  const decoding = decoder && stack('decoder', decoder, 'none', count);
  const flow: Part[] = [
    picture('image', 'Image', channels, imageSize),
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
    picture('prediction', 'Predicted image', channels, imageSize),
  ];
  const blocks = decoding ? [encoder.block, decoding.block] : [encoder.block];
  return { flow, blocks };
}

const positionText = { learned: 'learned positions', 'sin-cos': 'sine-cosine positions', none: 'no positions' };

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
  relative: VitSummary['relativePositions'],
  count: Count,
): { part: Part; block: Block } {
  const first = `${side}.blocks.0.`;
  const of = (name: string) => count(`${first}${name}`);
  const biased = relative === 'none' ? [] : [`${relative} relative positions`];
  const scale = (name: string): Part[] =>
    of(name) > 0 ? [{ id: name, title: 'Scale', sizes: [`${width}`], parameters: of(name), kind: 'layer' }] : [];
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

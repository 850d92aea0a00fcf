import type { SwinSummary } from '../../../extension/protocol/checkpointPage.js';
import { type Count, layer, lightDecoder, picture } from './count.js';
import type { Block, NetworkParts, Part } from './parts.js';

/** A Swin transformer: stages of blocks with attention within windows, and between them four patches become one. */
export function swinParts(network: SwinSummary, count: Count): Omit<NetworkParts, 'other'> {
  const { imageSize, patchSize, channels, stages, learnedPositions } = network;
  const [first, last] = [stages[0]!, stages.at(-1)!];
  const flow: Part[] = [
    picture('image', 'Image', channels, imageSize),
    layer(
      'patches',
      'Patch embedding',
      [
        `${first.grid ** 2} patches of ${patchSize} × ${patchSize}`,
        `${patchSize ** 2 * channels} → ${first.width}`,
        ...(learnedPositions ? ['learned positions'] : []),
      ],
      count('encoder.patch_embed.') + count('encoder.absolute_pos_embed'),
    ),
    ...stages.flatMap(({ grid, window, width, heads, depth }, i): Part[] => {
      const merging = count(`encoder.layers.${i}.downsample.`);
      const blocks: Part = {
        id: `layers.${i}`,
        title: `${depth} block${depth === 1 ? '' : 's'}`,
        sizes: [`${grid} × ${grid}, width ${width}`, `${heads} heads`, `windows of ${window} × ${window}`],
        parameters: count(`encoder.layers.${i}.`) - merging,
        kind: 'stack',
      };
      const next = stages[i + 1];
      if (!next) return [blocks];
      const sizes = [`${grid} × ${grid} to ${next.grid} × ${next.grid}`, `4 × ${width} → ${next.width}`];
      return [blocks, layer(`merging.${i}`, 'Patch merging', sizes, merging)];
    }),
    layer('norm', 'Layer norm', [`${last.width}`], count('encoder.norm.')),
    ...lightDecoder(last.width, last.grid, imageSize, channels, count),
    picture('prediction', 'Predicted image', channels, imageSize),
  ];
  return { flow, blocks: [block(first, count)] };
}

function block({ width, hidden, heads, window, depth }: SwinSummary['stages'][number], count: Count): Block {
  const of = (name: string) => count(`encoder.layers.0.blocks.0.${name}`);
  const attention = [
    layer('norm1', 'Layer norm', [`${width}`], of('norm1.')),
    layer(
      'attention',
      'Window attention',
      [`${heads} heads × ${width / heads}`, `q, k, v: ${width} → ${3 * width}`, `windows of ${window} × ${window}`],
      of('attn.') - of('attn.proj.'),
    ),
    layer('proj', 'Linear', [`${width} → ${width}`], of('attn.proj.')),
  ];
  const mlp = [
    layer('norm2', 'Layer norm', [`${width}`], of('norm2.')),
    layer('fc1', 'Linear, GELU', [`${width} → ${hidden}`], of('mlp.fc1.')),
    layer('fc2', 'Linear', [`${hidden} → ${width}`], of('mlp.fc2.')),
  ];
  const title = depth === 1 ? 'The block of the first stage' : `One of ${depth} blocks of the first stage`;
  const branches = [
    { name: 'Attention', parts: attention },
    { name: 'MLP', parts: mlp },
  ];
  return { title, branches };
}

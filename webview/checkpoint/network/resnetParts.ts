import type { ResnetSummary } from '../../../extension/protocol/checkpointPage.js';
import { type Count, layer, lightDecoder, picture } from './count.js';
import type { Block, NetworkParts, Part } from './parts.js';

/** A residual network: a stem, and four stages of blocks of convolutions. */
export function resnetParts(network: ResnetSummary, count: Count): Omit<NetworkParts, 'other'> {
  const { imageSize, channels, kind, stages } = network;
  const last = stages.at(-1)!;
  const flow: Part[] = [
    picture('image', 'Image', channels, imageSize),
    layer(
      'stem',
      '7 × 7 convolution',
      [`${channels} → 64, stride 2`, 'batch norm, ReLU', `max pool to ${imageSize / 4} × ${imageSize / 4}`],
      count('encoder.conv1.') + count('encoder.bn1.'),
    ),
    ...stages.map(
      ({ grid, width, depth }, i): Part => ({
        id: `layer${i + 1}`,
        title: `${depth} ${kind} block${depth === 1 ? '' : 's'}`,
        sizes: [`${grid} × ${grid}`, `width ${width}`],
        parameters: count(`encoder.layer${i + 1}.`),
        kind: 'stack',
      }),
    ),
    ...lightDecoder(last.width, last.grid, imageSize, channels, count),
    picture('prediction', 'Predicted image', channels, imageSize),
  ];
  return { flow, blocks: [block(network, count)] };
}

/** The last block of the first stage: what goes around it is as it was, if there is more than one. */
function block({ kind, stages }: ResnetSummary, count: Count): Block {
  const { width, depth } = stages[0]!;
  const of = (name: string) => count(`encoder.layer1.${depth - 1}.${name}`);
  const inner = kind === 'bottleneck' ? width / 4 : width;
  const shapes: [side: number, from: number, to: number][] =
    kind === 'bottleneck'
      ? [
          [1, width, inner],
          [3, inner, inner],
          [1, inner, width],
        ]
      : [
          [3, width, width],
          [3, width, width],
        ];
  const parts = shapes.map(([side, from, to], i) =>
    layer(
      `conv${i + 1}`,
      `${side} × ${side} convolution`,
      [`${from} → ${to}`, i === shapes.length - 1 ? 'batch norm' : 'batch norm, ReLU'],
      of(`conv${i + 1}.`) + of(`bn${i + 1}.`),
    ),
  );
  const title = depth === 1 ? 'The block of the first stage' : `One of ${depth} blocks of the first stage`;
  return { title, branches: [{ name: 'Convolutions', parts }] };
}

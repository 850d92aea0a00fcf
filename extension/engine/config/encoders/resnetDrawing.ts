import type { DrawnBlock, DrawnPart } from '../../../protocol/networkDrawing.js';
import type { Config } from '../schema.js';
import type { EncoderDrawing } from './encoderDrawing.js';
import { blockCount, firstStageTitle, layer, picture, stack } from './parts.js';

/**
 * A residual network: a stem that quarters the image, and four stages of blocks of convolutions, each but the first at half
 * the grid and twice the width of the one before (fact sheet 1.10).
 */
export function resnetDrawing({ DATA: { IMG_SIZE: imageSize }, MODEL: { RESNET: resnet } }: Config): EncoderDrawing {
  const { IN_CHANS: channels, BLOCK: kind, LAYERS: depths, WIDTH: width } = resnet;
  const first = kind === 'bottleneck' ? 4 * width : width;
  const gridOf = (stage: number) => imageSize / (4 * 2 ** stage);
  const widthOf = (stage: number) => first * 2 ** stage;
  const last = depths.length - 1;
  const flow: DrawnPart[] = [
    picture('image', 'Image', channels, imageSize),
    layer(
      'stem',
      '7 × 7 convolution',
      [`${channels} → ${width}, stride 2`, 'batch norm, ReLU', `max pool to ${imageSize / 4} × ${imageSize / 4}`],
      ['encoder.conv1.', 'encoder.bn1.'],
    ),
    ...depths.map((depth, i) =>
      stack(
        `layer${i + 1}`,
        blockCount(depth, `${kind} `),
        [`${gridOf(i)} × ${gridOf(i)}`, `width ${widthOf(i)}`],
        [`encoder.layer${i + 1}.`],
      ),
    ),
  ];
  return {
    flow,
    block: block(kind, first, depths[0]!),
    features: { width: widthOf(last), grid: gridOf(last) },
  };
}

/** The last block of the first stage: what goes around it is as it was, if there is more than one. */
function block(kind: Config['MODEL']['RESNET']['BLOCK'], width: number, depth: number): DrawnBlock {
  const of = (name: string) => `encoder.layer1.${depth - 1}.${name}`;
  const inner = width / 4;
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
      [of(`conv${i + 1}.`), of(`bn${i + 1}.`)],
    ),
  );
  return { title: firstStageTitle(depth), branches: [{ name: 'Convolutions', parts }] };
}

import type { DrawnPart, NetworkDrawing } from '../../protocol/networkDrawing.js';
import type { EncoderDrawing } from './encoders/encoderDrawing.js';
import { layer, picture } from './encoders/parts.js';
import { channelsOf, familyOf } from './encoders/registry.js';
import { isFineTuning, isSegmenting } from './purpose.js';
import type { Config } from './schema.js';
import { segmentationClasses } from './segmentation.js';

/**
 * The network of a config: its encoder, and what turns features into pixels, classes, or the classes of pixels.
 *
 * @param classes what the head of a classifier tells, by default MODEL.NUM_CLASSES
 */
export function networkDrawing(config: Config, classes = config.MODEL.NUM_CLASSES): NetworkDrawing {
  const encoder = familyOf(config).drawing(config);
  if (isFineTuning(config)) return classifier(config, encoder, classes);
  const blocks = [encoder.block];
  if (isSegmenting(config)) return { flow: [...encoder.flow, ...segmentationHead(config, encoder)], blocks };
  const { decoder } = encoder;
  if (!decoder) return { flow: [...encoder.flow, ...pixels(config, encoder, 'decoder.0.')], blocks };
  return {
    flow: [...encoder.flow, ...decoder.flow, ...pixels(config, decoder, 'decoder.pred.')],
    blocks: [...blocks, decoder.block],
  };
}

/** One convolution gives each feature's pixels, which are then put into their places. */
function pixels(config: Config, { features }: Pick<EncoderDrawing, 'features'>, name: string): DrawnPart[] {
  const { width, grid } = features;
  const [size, channels] = [config.DATA.IMG_SIZE, channelsOf(config)];
  const side = size / grid;
  const values = side ** 2 * channels;
  return [
    layer('head', '1 × 1 convolution', [`${width} → ${values}`], [name]),
    layer('shuffle', 'Pixel shuffle', [`${grid} × ${grid} × ${values}`, `by ${side}`], []),
    picture('prediction', 'Predicted image', channels, size),
  ];
}

/** Fine-tuned networks name their tensors without 'encoder.'. */
function classifier(
  config: Config,
  { flow, block, features: { width } }: EncoderDrawing,
  classes: number,
): NetworkDrawing {
  const { pooling, norm, linear } = familyOf(config).head(config);
  const pooled = pooling === 'mean' ? 'Mean of the features' : 'Class token';
  return {
    flow: [
      ...flow.map(unprefixed),
      layer('pooling', pooled, [`${width}`], []),
      ...(norm ? [layer('norm of the head', 'Layer norm', [`${width}`], [`${norm}.`])] : []),
      layer('head', 'Linear', [`${width} → ${classes}`], [`${linear}.`]),
      { id: 'logits', title: 'Logits', sizes: [`${classes} classes`], kind: 'data', tensors: [] },
    ],
    blocks: [
      { ...block, branches: block.branches.map(branch => ({ ...branch, parts: branch.parts.map(unprefixed) })) },
    ],
  };
}

function unprefixed(part: DrawnPart): DrawnPart {
  const short = (names: readonly string[]) => names.map(name => name.replace(/^encoder\./, ''));
  return { ...part, tensors: short(part.tensors), without: part.without && short(part.without) };
}

/** A linear layer on every feature, or UPerNet, whose levels are fused at the size of the finest. */
function segmentationHead(config: Config, { features }: EncoderDrawing): DrawnPart[] {
  const { HEAD, HEAD_WIDTH: width } = config.SEGMENTATION;
  const classes = segmentationClasses(config);
  const size = config.DATA.IMG_SIZE;
  const of = (...names: string[]) => names.map(name => `decode_head.${name}.`);
  const levels = [
    layer('levels', 'Levels', ['features of several blocks', 'from fine to coarse'], of('norms', 'rescale')),
    layer('pooling', 'Pyramid pooling', ['of the coarsest level', `to ${width}`], of('psp_modules', 'bottleneck')),
    layer('pyramid', 'Feature pyramid', ['from coarse to fine', `width ${width}`], of('lateral_convs', 'fpn_convs')),
    layer('fusion', '3 × 3 convolution', ['all levels', `to ${width}`], of('fpn_bottleneck')),
  ];
  return [
    ...(HEAD === 'linear' ? [] : levels),
    layer(
      'classes',
      '1 × 1 convolution',
      [`${HEAD === 'linear' ? features.width : width} → ${classes}`],
      of('conv_seg'),
    ),
    layer('resize', 'Resize', ['bilinear', `to ${size} × ${size}`], []),
    picture('logits', 'Class of each pixel', classes, size),
  ];
}

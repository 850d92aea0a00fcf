import * as tf from '@tensorflow/tfjs-core';
import { cells, type Grid } from '../input/grid.js';
import { type BlockShape, block, blockSpecs } from './block.js';
import { constant, truncatedNormal, uniformFanIn } from './initialisers.js';
import { layerNorm } from './layerNorm.js';
import { linear } from './linear.js';
import type { ParameterSpec, Parameters, StateSpec } from './parameters.js';
import { fromPatches } from './patches.js';
import { sinCosPositions } from './sinCos.js';

/** The transformer that may decode: blocks like the vision transformer's. */
export interface TransformerDecoder extends BlockShape {
  depth: number;
  positions: 'learned' | 'sin-cos';
}

export interface DecoderShape {
  /** The token grid, and pixels per token side. */
  grid: Grid;
  patchSize: number;
  channels: number;
  encoderWidth: number;
  /** Whether a class token comes before the patches of each image. */
  classToken: boolean;
  /** Transformer decoder; absent = the light head, one 1x1 convolution and pixel shuffle. */
  transformer?: TransformerDecoder;
}

/** State of the decoder, in model order (fact sheet 1.8, 1.15). */
export function decoderSpecs(shape: DecoderShape): StateSpec[] {
  const pixels = shape.patchSize ** 2 * shape.channels;
  const { transformer, grid, encoderWidth } = shape;
  if (!transformer) return affine('decoder.0', pixels, encoderWidth, [1, 1]);
  const { width, depth } = transformer;
  return [
    ...(transformer.positions === 'learned'
      ? [{ name: 'decoder.pos_embed', shape: [1, cells(grid) + 1, width], init: truncatedNormal(0.02, 1) }]
      : []),
    ...Array.from({ length: depth }, (_, i) => blockSpecs(`decoder.blocks.${i}`, transformer, i + 1)).flat(),
    { name: 'decoder.norm.weight', shape: [width], init: constant(1) },
    { name: 'decoder.norm.bias', shape: [width], init: constant(0) },
    ...affine('decoder.embed', width, encoderWidth),
    ...affine('decoder.pred.0', pixels, width, [1, 1]),
  ];
}

/**
 * Tokens back to pixels.
 *
 * @param tokens the encoder's features, `[batch * (rows * columns + 1 if classToken), encoderWidth]`
 * @returns `[batch, channels, rows * patchSize, columns * patchSize]`
 */
export function decode(tokens: tf.Tensor, batch: number, p: Parameters, shape: DecoderShape): tf.Tensor {
  const { transformer, grid, patchSize } = shape;
  const head = transformer ? 'decoder.pred.0' : 'decoder.0';
  const decoded = transformer ? transformerTokens(tokens, batch, p, shape) : tokens;
  const width = decoded.shape[1]!;
  const patches = shape.classToken
    ? tf.slice(tf.reshape(decoded, [batch, -1, width]), [0, 1, 0], [batch, cells(grid), width])
    : decoded;
  const weight = tf.reshape(p.get(`${head}.weight`), [-1, width]);
  const pixels = linear(tf.reshape(patches, [-1, width]), weight, p.get(`${head}.bias`));
  return fromPatches(pixels, batch, ...grid, patchSize);
}

/** The transformer decoder sees every token of the encoder, the class token included. */
function transformerTokens(tokens: tf.Tensor, batch: number, p: Parameters, shape: DecoderShape): tf.Tensor {
  const transformer = shape.transformer!;
  const { width, depth } = transformer;
  const positions =
    transformer.positions === 'learned'
      ? p.get('decoder.pos_embed')
      : tf.tensor(sinCosPositions(shape.grid, width), [1, cells(shape.grid) + 1, width]);
  const embedded = linear(tokens, p.get('decoder.embed.weight'), p.get('decoder.embed.bias'));
  let x = tf.reshape(tf.add(tf.reshape(embedded, [batch, -1, width]), positions), [-1, width]);
  for (let i = 0; i < depth; i++) x = block(x, p, `decoder.blocks.${i}`, transformer, { batch });
  return layerNorm(x, p.get('decoder.norm.weight'), p.get('decoder.norm.bias'));
}

/** Weight and bias with PyTorch's default initialisation. */
function affine(name: string, out: number, input: number, kernel: number[] = []): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [out, input, ...kernel], init: uniformFanIn(input) },
    { name: `${name}.bias`, shape: [out], init: uniformFanIn(input) },
  ];
}

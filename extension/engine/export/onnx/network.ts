import { sectionKey } from '../../config/encoders/registry.js';
import type { Config } from '../../config/schema.js';
import { UserError } from '../../errors.js';
import { cells } from '../../input/grid.js';
import { createClassifier } from '../../models/classifier.js';
import type { Encoder } from '../../models/encoder.js';
import { createEncoder } from '../../models/registry.js';
import { createSegmenter } from '../../models/segmentation/segmenter.js';
import { OnnxGraph, type Value } from './graph.js';
import { at, layerNorm, linear, mean, normalised, reshape, slice } from './layers.js';
import type { OnnxValue } from './messages.js';
import { onnxEncoders } from './registry.js';
import { SegmentationOutput } from './segmentation.js';

/** What is exported: an encoder as pre-training leaves it, a fine-tuned classifier, or a network that segments. */
export interface OnnxNetwork {
  config: Config;
  part: 'encoder' | 'classifier' | 'segmenter';
  /** Of a classifier; by default the config's MODEL.NUM_CLASSES. */
  classes?: number;
}

/** A network in operations of ONNX. */
export interface OnnxProgram {
  /** For people: 'ViT 12 x 384, patch 16'. */
  name: string;
  graph: OnnxGraph;
  inputs: OnnxValue[];
  outputs: OnnxValue[];
}

/** Makes the graph of a network, without its weights. Throws UserError for what cannot be exported. */
export function onnxProgram({ config, part, classes }: OnnxNetwork): OnnxProgram {
  const classifier = part === 'classifier' ? createClassifier(config, classes) : undefined;
  const segmenter = part === 'segmenter' ? createSegmenter(config) : undefined;
  const encoder = (classifier ?? segmenter)?.encoder ?? createEncoder(config, 'pretraining');
  if (encoder.input.channels !== 3) {
    throw new UserError(
      `${sectionKey(config)}.IN_CHANS is ${encoder.input.channels}; only networks for images of 3 channels can be exported as ONNX.`,
    );
  }
  const g = classifier
    ? new OnnxGraph(classifier.parameters.state, name => name.replace(/^encoder\./, ''))
    : new OnnxGraph(segmenter?.parameters.state ?? encoder.state, name => name);
  const segments = segmenter && new SegmentationOutput(g, segmenter);
  const [height, width] = encoder.input.size;
  const images: OnnxValue = {
    name: 'images',
    shape: ['batch', 3, height, width],
    doc: `RGB pixels from 0 to 1, channel by channel, ${height} x ${width}. The network normalises them itself.`,
  };
  const rows = onnxEncoders[config.MODEL.TYPE](
    g,
    normalised(g, images.name, encoder.input),
    config,
    encoder.input,
    classifier ? 'classification' : 'pretraining',
    segments?.tap ?? (() => {}),
  );
  const about = { name: segmenter?.name ?? encoder.name, graph: g, inputs: [images] };
  if (segments) return { ...about, outputs: [segments.logits(rows)] };
  const tokens = cells(encoder.grid) + (encoder.classToken ? 1 : 0);
  const byImage = reshape(g, rows, [-1, tokens, encoder.width]);
  const outputs = classifier ? [logits(g, byImage, encoder, classifier.classes)] : encoderOutputs(g, byImage, encoder);
  return { ...about, outputs };
}

function encoderOutputs(g: OnnxGraph, tokens: Value, { grid, width, classToken }: Encoder): OnnxValue[] {
  const patches = cells(grid);
  const features: OnnxValue = {
    name: 'features',
    shape: ['batch', patches, width],
    doc: `What the encoder makes of the ${grid.join(' x ')} parts of each image, row by row.`,
  };
  g.node('Identity', [classToken ? slice(g, tokens, 1, 1, patches + 1) : tokens], {}, features.name);
  if (!classToken) return [features];
  const token: OnnxValue = { name: 'class_token', shape: ['batch', width], doc: 'The class token of each image.' };
  g.node('Identity', [at(g, tokens, 1, 0)], {}, token.name);
  return [features, token];
}

function logits(g: OnnxGraph, tokens: Value, encoder: Encoder, classes: number): OnnxValue {
  const { head } = encoder;
  const pooled =
    head.pooling === 'class token'
      ? at(g, tokens, 1, 0)
      : mean(g, encoder.classToken ? slice(g, tokens, 1, 1, cells(encoder.grid) + 1) : tokens, 1);
  const normed = head.norm ? layerNorm(g, pooled, head.norm, 1e-6) : pooled;
  g.node('Identity', [linear(g, normed, head.linear)], {}, 'logits');
  return {
    name: 'logits',
    shape: ['batch', classes],
    doc: 'One number per class; softmax makes probabilities of them.',
  };
}

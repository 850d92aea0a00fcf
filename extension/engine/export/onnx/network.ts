import type { Config } from '../../config/schema.js';
import { UserError } from '../../errors.js';
import { headShape } from '../../models/classificationHead.js';
import { createClassifier } from '../../models/classifier.js';
import type { Encoder, Purpose } from '../../models/encoder.js';
import { resnetShape } from '../../models/encoders/resnet.js';
import { swinShape } from '../../models/encoders/swin.js';
import { vitShape } from '../../models/encoders/vit.js';
import { createEncoder } from '../../models/registry.js';
import { OnnxGraph, type Value } from './graph.js';
import { at, layerNorm, linear, mean, normalised, reshape, slice } from './layers.js';
import type { OnnxValue } from './messages.js';
import { resnetOnnx } from './resnet.js';
import { swinOnnx } from './swin.js';
import { vitOnnx } from './vit.js';

/** What is exported: an encoder as pre-training leaves it, or a fine-tuned classifier. */
export interface OnnxNetwork {
  config: Config;
  part: 'encoder' | 'classifier';
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

/** The encoder of each MODEL.TYPE: normalised images to rows `[batch * tokens, width]`, named as in pre-training. */
const families: Record<
  Config['MODEL']['TYPE'],
  (g: OnnxGraph, images: Value, config: Config, purpose: Purpose) => Value
> = {
  vit: (g, images, config, purpose) => vitOnnx(g, images, vitShape(config, purpose)),
  resnet: (g, images, config) => resnetOnnx(g, images, resnetShape(config)),
  swin: (g, images, config) => swinOnnx(g, images, swinShape(config)),
};

/** Makes the graph of a network, without its weights. Throws UserError for what cannot be exported. */
export function onnxProgram({ config, part, classes }: OnnxNetwork): OnnxProgram {
  const classifier = part === 'classifier' ? createClassifier(config, classes) : undefined;
  const encoder = classifier?.encoder ?? createEncoder(config, 'pretraining');
  if (encoder.channels !== 3) {
    const key = `MODEL.${config.MODEL.TYPE.toUpperCase()}.IN_CHANS`;
    throw new UserError(
      `${key} is ${encoder.channels}; only networks for images of 3 channels can be exported as ONNX.`,
    );
  }
  const g = classifier
    ? new OnnxGraph(classifier.parameters.state, name => name.replace(/^encoder\./, ''))
    : new OnnxGraph(encoder.state, name => name);
  const size = encoder.imageSize;
  const images: OnnxValue = {
    name: 'images',
    shape: ['batch', 3, size, size],
    doc: `RGB pixels from 0 to 1, channel by channel, ${size} x ${size}. The network normalises them itself.`,
  };
  const purpose = classifier ? 'classification' : 'pretraining';
  const rows = families[config.MODEL.TYPE](g, normalised(g, images.name), config, purpose);
  const tokens = encoder.grid ** 2 + (encoder.classToken ? 1 : 0);
  const byImage = reshape(g, rows, [-1, tokens, encoder.width]);
  const outputs = classifier
    ? [logits(g, byImage, config, encoder, classifier.classes)]
    : encoderOutputs(g, byImage, encoder);
  return { name: encoder.name, graph: g, inputs: [images], outputs };
}

function encoderOutputs(g: OnnxGraph, tokens: Value, { grid, width, classToken }: Encoder): OnnxValue[] {
  const patches = grid * grid;
  const features: OnnxValue = {
    name: 'features',
    shape: ['batch', patches, width],
    doc: `What the encoder makes of the ${grid} x ${grid} parts of each image, row by row.`,
  };
  g.node('Identity', [classToken ? slice(g, tokens, 1, 1, patches + 1) : tokens], {}, features.name);
  if (!classToken) return [features];
  const token: OnnxValue = { name: 'class_token', shape: ['batch', width], doc: 'The class token of each image.' };
  g.node('Identity', [at(g, tokens, 1, 0)], {}, token.name);
  return [features, token];
}

function logits(g: OnnxGraph, tokens: Value, config: Config, encoder: Encoder, classes: number): OnnxValue {
  const head = headShape(config);
  const pooled =
    head.pooling === 'class token'
      ? at(g, tokens, 1, 0)
      : mean(g, encoder.classToken ? slice(g, tokens, 1, 1, encoder.grid ** 2 + 1) : tokens, 1);
  const normed = head.norm ? layerNorm(g, pooled, head.norm, 1e-6) : pooled;
  g.node('Identity', [linear(g, normed, head.linear)], {}, 'logits');
  return {
    name: 'logits',
    shape: ['batch', classes],
    doc: 'One number per class; softmax makes probabilities of them.',
  };
}

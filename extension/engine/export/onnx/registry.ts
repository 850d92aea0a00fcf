import type { EncoderType } from '../../config/encoders/registry.js';
import type { Config } from '../../config/schema.js';
import type { InputSpec } from '../../input/input.js';
import type { Purpose } from '../../models/encoder.js';
import { convnextShape } from '../../models/encoders/convnext.js';
import { resnetShape } from '../../models/encoders/resnet.js';
import { swinShape } from '../../models/encoders/swin.js';
import { vitShape } from '../../models/encoders/vit.js';
import { convnextOnnx } from './convnext.js';
import type { OnnxGraph, Value } from './graph.js';
import { resnetOnnx } from './resnet.js';
import { swinOnnx } from './swin.js';
import { vitOnnx } from './vit.js';

/** The encoder of each MODEL.TYPE: normalised images to rows `[batch * tokens, width]`, named as in pre-training. */
export const onnxEncoders: Record<
  EncoderType,
  (g: OnnxGraph, images: Value, config: Config, input: InputSpec, purpose: Purpose) => Value
> = {
  vit: (g, images, config, input, purpose) => vitOnnx(g, images, vitShape(config, input, purpose)),
  resnet: (g, images, config, input) => resnetOnnx(g, images, resnetShape(config, input)),
  swin: (g, images, config, input) => swinOnnx(g, images, swinShape(config, input)),
  convnext: (g, images, config, input) => convnextOnnx(g, images, convnextShape(config, input)),
};

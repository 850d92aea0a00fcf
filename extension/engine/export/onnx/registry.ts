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
import type { Tap } from './tap.js';
import { vitOnnx } from './vit.js';

/** The encoder of each MODEL.TYPE: normalised images to rows `[batch * tokens, width]`, named as in pre-training. */
export const onnxEncoders: Record<
  EncoderType,
  (g: OnnxGraph, images: Value, config: Config, input: InputSpec, purpose: Purpose, tap: Tap) => Value
> = {
  vit: (g, images, config, input, purpose, tap) => vitOnnx(g, images, vitShape(config, input, purpose), tap),
  resnet: (g, images, config, input, _purpose, tap) => resnetOnnx(g, images, resnetShape(config, input), tap),
  swin: (g, images, config, input, _purpose, tap) => swinOnnx(g, images, swinShape(config, input), tap),
  convnext: (g, images, config, input, _purpose, tap) => convnextOnnx(g, images, convnextShape(config, input), tap),
};

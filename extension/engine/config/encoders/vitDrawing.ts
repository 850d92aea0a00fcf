import type { DrawnBlock, DrawnPart } from '../../../protocol/networkDrawing.js';
import { isFineTuning } from '../purpose.js';
import type { Config } from '../schema.js';
import type { EncoderDrawing } from './encoderDrawing.js';
import { blockCount, layer, picture, stack } from './parts.js';

/** A vision transformer, and its transformer decoder where it has one. Classifiers of the mean have no final norm (fact sheet 1.9). */
export function vitDrawing({ DATA, MODEL }: Config): EncoderDrawing {
  const { VIT: vit } = MODEL;
  const { IMG_SIZE: imageSize } = DATA;
  const { PATCH_SIZE: patchSize, IN_CHANS: channels, EMBED_DIM: width } = vit;
  const grid = imageSize / patchSize;
  const pixels = patchSize ** 2 * channels;
  const relative = vit.USE_SHARED_RPB ? 'shared' : vit.USE_RPB ? 'own' : undefined;
  const shared = { mlpRatio: vit.MLP_RATIO, hasScale: vit.INIT_VALUES !== null };
  const encoder: Stack = { ...shared, width, depth: vit.DEPTH, heads: vit.NUM_HEADS, relative };
  const { EMBED_DIM, DEPTH, NUM_HEADS } = vit.DECODER;
  const decoder: Stack | undefined =
    DEPTH > 0 ? { ...shared, width: EMBED_DIM, depth: DEPTH, heads: NUM_HEADS } : undefined;
  const positions = vit.USE_APE ? 'learned positions' : vit.USE_FPE ? 'sine-cosine positions' : 'no positions';
  const tokens: DrawnPart = {
    id: 'tokens',
    title: 'Tokens',
    sizes: [`(1 + ${grid * grid}) × ${width}`, 'class token', positions],
    kind: 'data',
    tensors: ['encoder.cls_token', 'encoder.pos_embed'],
  };
  const flow: DrawnPart[] = [
    picture('image', 'Image', channels, imageSize),
    layer(
      'patches',
      'Patch embedding',
      [`${grid * grid} patches of ${patchSize} × ${patchSize}`, `${pixels} → ${width}`],
      ['encoder.patch_embed.'],
    ),
    tokens,
    blocksOf('encoder', encoder),
    ...(isFineTuning({ MODEL }) && vit.USE_MEAN_POOLING ? [] : [norm('encoder.norm', width)]),
  ];
  return {
    flow,
    block: block('encoder', encoder),
    features: { width, grid },
    decoder: decoder && {
      flow: decoding(width, decoder, vit.USE_FPE),
      block: block('decoder', decoder),
      features: { width: decoder.width, grid },
    },
  };
}

/** Blocks of one side. */
interface Stack {
  width: number;
  depth: number;
  heads: number;
  mlpRatio: number;
  hasScale: boolean;
  /** Whether its relative position tables are its blocks' own, or one for all; absent = it has none. */
  relative?: 'own' | 'shared';
}

type Side = 'encoder' | 'decoder';

function norm(name: string, width: number): DrawnPart {
  return layer(name, 'Layer norm', [`${width}`], [`${name}.`]);
}

function decoding(from: number, decoder: Stack, fixed: boolean): DrawnPart[] {
  const { width } = decoder;
  const sizes = [`${from} → ${width}`, fixed ? 'sine-cosine positions' : 'learned positions'];
  return [
    layer('embed', 'Linear', sizes, ['decoder.embed.', 'decoder.pos_embed']),
    blocksOf('decoder', decoder),
    norm('decoder.norm', width),
  ];
}

function blocksOf(side: Side, { width, depth, heads, mlpRatio }: Stack): DrawnPart {
  const sizes = [`width ${width}, ${heads} heads`, `MLP ${Math.floor(width * mlpRatio)}`];
  return stack(`${side}.blocks`, blockCount(depth, `${side} `), sizes, [`${side}.blocks.`, `${side}.rel_pos_bias.`]);
}

function block(side: Side, { width, depth, heads, mlpRatio, hasScale, relative }: Stack): DrawnBlock {
  const hidden = Math.floor(width * mlpRatio);
  const of = (name: string) => `${side}.blocks.0.${name}`;
  const scale = (name: string) => (hasScale ? [layer(name, 'Scale', [`${width}`], [of(name)])] : []);
  const attention = [
    layer('norm1', 'Layer norm', [`${width}`], [of('norm1.')]),
    layer(
      'attention',
      'Self-attention',
      [
        `${heads} heads × ${width / heads}`,
        `q, k, v: ${width} → ${3 * width}`,
        ...(relative ? [`${relative} relative positions`] : []),
      ],
      [of('attn.')],
      [of('attn.proj.')],
    ),
    layer('proj', 'Linear', [`${width} → ${width}`], [of('attn.proj.')]),
    ...scale('gamma_1'),
  ];
  const mlp = [
    layer('norm2', 'Layer norm', [`${width}`], [of('norm2.')]),
    layer('fc1', 'Linear, GELU', [`${width} → ${hidden}`], [of('mlp.fc1.')]),
    layer('fc2', 'Linear', [`${hidden} → ${width}`], [of('mlp.fc2.')]),
    ...scale('gamma_2'),
  ];
  const branches = [
    { name: 'Attention', parts: attention },
    { name: 'MLP', parts: mlp },
  ];
  return { title: `One of ${depth} ${side} blocks`, branches };
}

import { type Config, defaultConfig } from '../../config/schema.js';
import { count } from './describe.js';
import type { FoundEncoder } from './findEncoder.js';

/** A config whose encoder has the sizes of the tensors, and what had to be assumed, in sentences. */
export interface Inferred {
  config: Config;
  assumed: string[];
}

type Tensors = FoundEncoder['tensors'];

/** Heads of the ViTs of the literature whose heads are not 64 wide. */
const UNUSUAL_HEADS: Readonly<Record<number, number>> = { 1280: 16, 1408: 16 };

/** More stages than any Swin has. */
const MOST_STAGES = 8;

/** The config that an encoder's tensors let conclude; nothing where they do not say enough. */
export function inferConfig({ family, tensors }: FoundEncoder): Inferred | undefined {
  const config = defaultConfig();
  config.MODEL.TYPE = family;
  config.MODEL.DROP_PATH_RATE = 0;
  const assumed = { vit: inferVit, swin: inferSwin, resnet: inferResnet }[family](config, tensors);
  // The mask that it is first looked at with has to fit its images.
  config.DATA.MASK_RADIUS1 = Math.min(config.DATA.MASK_RADIUS1, Math.ceil(config.DATA.IMG_SIZE / 4));
  return assumed && { config, assumed };
}

function inferVit(config: Config, tensors: Tensors): string[] | undefined {
  const { VIT } = config.MODEL;
  const [width, channels, patch] = shapeOf(tensors, 'patch_embed.proj.weight');
  const hidden = shapeOf(tensors, 'blocks.0.mlp.fc1.weight')[0];
  const positions = shapeOf(tensors, 'pos_embed')[1];
  if (!width || !patch || !hidden || channels !== VIT.IN_CHANS) return undefined;
  const table = shapeOf(tensors, 'blocks.0.attn.relative_position_bias_table');
  const shared = shapeOf(tensors, 'rel_pos_bias.relative_position_bias_table');
  const [rows, tableHeads] = table.length > 0 ? table : shared;
  const heads = tableHeads ?? UNUSUAL_HEADS[width] ?? width / 64;
  const grid = positions ? Math.sqrt(positions - 1) : rows ? (Math.sqrt(rows - 3) + 1) / 2 : 224 / patch;
  if (!Number.isInteger(heads) || !Number.isInteger(grid)) return undefined;
  config.DATA.IMG_SIZE = grid * patch;
  Object.assign(VIT, {
    PATCH_SIZE: patch,
    EMBED_DIM: width,
    DEPTH: count(tensors, /^encoder\.blocks\.(\d+)\./),
    NUM_HEADS: heads,
    MLP_RATIO: hidden / width,
    QKV_BIAS: tensors.has('encoder.blocks.0.attn.q_bias'),
    INIT_VALUES: tensors.has('encoder.blocks.0.gamma_1') ? 1 : null,
    USE_APE: positions !== undefined,
    USE_RPB: table.length > 0,
    USE_SHARED_RPB: shared.length > 0,
  });
  return [
    ...(tableHeads ? [] : [`The file does not say how many attention heads there are: ${heads} were assumed.`]),
    ...(positions || rows
      ? []
      : [`The file does not say how large its images are: ${grid * patch} pixels were assumed.`]),
  ];
}

function inferSwin(config: Config, tensors: Tensors): string[] | undefined {
  const [width, , patch] = shapeOf(tensors, 'patch_embed.proj.weight');
  const [rows] = shapeOf(tensors, 'layers.0.blocks.0.attn.relative_position_bias_table');
  const hidden = shapeOf(tensors, 'layers.0.blocks.0.mlp.fc1.weight')[0];
  const window = rows ? (Math.sqrt(rows) + 1) / 2 : Number.NaN;
  const stages = count(tensors, /^encoder\.layers\.(\d+)\./);
  if (stages > MOST_STAGES) return undefined;
  const numbers = Array.from({ length: stages }, (_, i) => i);
  const heads = numbers.map(i => shapeOf(tensors, `layers.${i}.blocks.0.attn.relative_position_bias_table`)[1]!);
  if (!width || !patch || !hidden || !Number.isInteger(window) || !heads.every(Boolean)) return undefined;
  const size = patch * window * 2 ** (stages - 1);
  config.DATA.IMG_SIZE = size * Math.max(1, Math.round(224 / size));
  Object.assign(config.MODEL.SWIN, {
    PATCH_SIZE: patch,
    EMBED_DIM: width,
    DEPTHS: numbers.map(i => count(tensors, new RegExp(`^encoder\\.layers\\.${i}\\.blocks\\.(\\d+)\\.`))),
    NUM_HEADS: heads,
    WINDOW_SIZE: window,
    MLP_RATIO: hidden / width,
    QKV_BIAS: tensors.has('encoder.layers.0.blocks.0.attn.qkv.bias'),
    PATCH_NORM: tensors.has('encoder.patch_embed.norm.weight'),
    APE: tensors.has('encoder.absolute_pos_embed'),
  });
  return [`The file does not say how large its images are: ${config.DATA.IMG_SIZE} pixels were assumed.`];
}

function inferResnet(config: Config, tensors: Tensors): string[] | undefined {
  const layers = [1, 2, 3, 4].map(stage => count(tensors, new RegExp(`^encoder\\.layer${stage}\\.(\\d+)\\.`)));
  if (layers.includes(0)) return undefined;
  config.MODEL.RESNET.LAYERS = layers;
  config.MODEL.RESNET.BLOCK = tensors.has('encoder.layer1.0.conv3.weight') ? 'bottleneck' : 'basic';
  return [`The file does not say how large its images are: ${config.DATA.IMG_SIZE} pixels were assumed.`];
}

function shapeOf(tensors: Tensors, name: string): readonly number[] {
  return tensors.get(`encoder.${name}`)?.shape ?? [];
}

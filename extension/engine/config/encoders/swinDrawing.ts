import type { DrawnBlock, DrawnPart } from '../../../protocol/networkDrawing.js';
import type { Config } from '../schema.js';
import type { EncoderDrawing } from './encoderDrawing.js';
import { blockCount, firstStageTitle, layer, picture, stack } from './parts.js';

/**
 * A Swin transformer: stages of blocks with attention within windows; between them four patches become one of twice the
 * width (fact sheet 1.11).
 */
export function swinDrawing({ DATA: { IMG_SIZE: imageSize }, MODEL: { SWIN: swin } }: Config): EncoderDrawing {
  const { PATCH_SIZE: patchSize, IN_CHANS: channels } = swin;
  const stages = swin.DEPTHS.map((depth, i): Stage => {
    const [grid, width] = [imageSize / patchSize / 2 ** i, swin.EMBED_DIM * 2 ** i];
    const hidden = Math.floor(width * swin.MLP_RATIO);
    return { grid, window: Math.min(swin.WINDOW_SIZE, grid), width, hidden, heads: swin.NUM_HEADS[i]!, depth };
  });
  const [first, last] = [stages[0]!, stages.at(-1)!];
  const flow: DrawnPart[] = [
    picture('image', 'Image', channels, imageSize),
    layer(
      'patches',
      'Patch embedding',
      [
        `${first.grid ** 2} patches of ${patchSize} × ${patchSize}`,
        `${patchSize ** 2 * channels} → ${first.width}`,
        ...(swin.APE ? ['learned positions'] : []),
      ],
      ['encoder.patch_embed.', 'encoder.absolute_pos_embed'],
    ),
    ...stages.flatMap((stage, i) => stageParts(stage, i, stages[i + 1])),
    layer('norm', 'Layer norm', [`${last.width}`], ['encoder.norm.']),
  ];
  return { flow, block: block(first), features: last };
}

/** Sides of the grid and of the windows, widths, and how many blocks there are. */
interface Stage {
  grid: number;
  window: number;
  width: number;
  hidden: number;
  heads: number;
  depth: number;
}

function stageParts({ grid, window, width, heads, depth }: Stage, i: number, next?: Stage): DrawnPart[] {
  const merging = `encoder.layers.${i}.downsample.`;
  const sizes = [`${grid} × ${grid}, width ${width}`, `${heads} heads`, `windows of ${window} × ${window}`];
  const blocks = stack(`layers.${i}`, blockCount(depth), sizes, [`encoder.layers.${i}.`], [merging]);
  if (!next) return [blocks];
  const merged = [`${grid} × ${grid} to ${next.grid} × ${next.grid}`, `4 × ${width} → ${next.width}`];
  return [blocks, layer(`merging.${i}`, 'Patch merging', merged, [merging])];
}

function block({ width, hidden, heads, window, depth }: Stage): DrawnBlock {
  const of = (name: string) => `encoder.layers.0.blocks.0.${name}`;
  const attention = [
    layer('norm1', 'Layer norm', [`${width}`], [of('norm1.')]),
    layer(
      'attention',
      'Window attention',
      [`${heads} heads × ${width / heads}`, `q, k, v: ${width} → ${3 * width}`, `windows of ${window} × ${window}`],
      [of('attn.')],
      [of('attn.proj.')],
    ),
    layer('proj', 'Linear', [`${width} → ${width}`], [of('attn.proj.')]),
  ];
  const mlp = [
    layer('norm2', 'Layer norm', [`${width}`], [of('norm2.')]),
    layer('fc1', 'Linear, GELU', [`${width} → ${hidden}`], [of('mlp.fc1.')]),
    layer('fc2', 'Linear', [`${hidden} → ${width}`], [of('mlp.fc2.')]),
  ];
  const branches = [
    { name: 'Attention', parts: attention },
    { name: 'MLP', parts: mlp },
  ];
  return { title: firstStageTitle(depth), branches };
}

import { assumedSize, count, type ForeignFamily, NOT_ENCODER, shapeOf, type Tensors } from './family.js';
import type { Naming } from './naming.js';

/** timm's, which ours are named as. Those of timm whose norm comes before the pooling have no counterpart. */
const timmConvnext: Naming = {
  family: 'convnext',
  like: 'named as in timm',
  anchor: 'stages.0.blocks.0.conv_dw.weight',
  official: name => (NOT_ENCODER.test(name) || name.startsWith('norm_pre.') ? undefined : name),
};

/** What the authors' code calls a tensor, and what timm does. */
const AUTHORS: [RegExp, string][] = [
  [/^downsample_layers\.0\.([01])\.(weight|bias)$/, 'stem.$1.$2'],
  [/^downsample_layers\.([1-9]\d*)\.([01])\.(weight|bias)$/, 'stages.$1.downsample.$2.$3'],
  [/^stages\.(\d+)\.(\d+)\.(gamma|norm\.weight|norm\.bias)$/, 'stages.$1.blocks.$2.$3'],
  [/^stages\.(\d+)\.(\d+)\.dwconv\.(weight|bias)$/, 'stages.$1.blocks.$2.conv_dw.$3'],
  [/^stages\.(\d+)\.(\d+)\.pwconv([12])\.(weight|bias)$/, 'stages.$1.blocks.$2.mlp.fc$3.$4'],
];

const authorsConvnext: Naming = {
  family: 'convnext',
  like: 'named as by its authors',
  anchor: 'stages.0.0.dwconv.weight',
  official(name) {
    const rule = AUTHORS.find(([pattern]) => pattern.test(name));
    return rule && name.replace(...rule);
  },
};

/** More stages than any ConvNeXt has. */
const MOST_STAGES = 8;

/** ConvNeXts of timm and of their authors. */
export const convnext: ForeignFamily = {
  namings: [timmConvnext, authorsConvnext],
  describe(tensors) {
    const [width = '?'] = shapeOf(tensors, 'stem.0.weight');
    return `a ConvNeXt with ${depthsOf(tensors).join('-')} blocks of width ${width}`;
  },
  infer(config, tensors) {
    const depths = depthsOf(tensors);
    const widths = depths.map((_, i) => shapeOf(tensors, `stages.${i}.blocks.0.conv_dw.weight`)[0]);
    if (depths.length === 0 || !widths.every(Boolean)) return undefined;
    Object.assign(config.MODEL.CONVNEXT, {
      DEPTHS: depths,
      DIMS: widths,
      LAYER_SCALE: tensors.has('encoder.stages.0.blocks.0.gamma') ? 1e-6 : null,
    });
    return [assumedSize(config)];
  },
};

function depthsOf(tensors: Tensors): number[] {
  const stages = Math.min(MOST_STAGES, count(tensors, /^encoder\.stages\.(\d+)\./));
  return Array.from({ length: stages }, (_, i) =>
    count(tensors, new RegExp(`^encoder\\.stages\\.${i}\\.blocks\\.(\\d+)\\.`)),
  );
}

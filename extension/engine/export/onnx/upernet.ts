import { scales } from '../../models/segmentation/rescale.js';
import { pools } from '../../models/segmentation/upernetHead.js';
import type { OnnxGraph } from './graph.js';
import { concat } from './layers.js';
import { doubled, halved, type Maps, norm, relu, resample, unit } from './maps.js';

const HEAD = 'decode_head';

/**
 * The head of models/segmentation/upernetHead.ts up to the classes.
 *
 * @param features of the layers that it takes, from fine to coarse
 */
export function upernetOnnx(g: OnnxGraph, features: readonly Maps[]): Maps {
  const last = features.length - 1;
  const isFlat = features.every(({ grid }) => grid.join() === features[0]!.grid.join());
  const normed = features.map((x, i) => (i < last ? norm(g, x, `${HEAD}.norms.${i}`) : x));
  const sized = isFlat ? normed.map((x, i) => rescaled(g, x, `${HEAD}.rescale.${i}`, scales[i]!)) : normed;
  const maps = sized.map((x, i) => (i < last ? unit(g, x, `${HEAD}.lateral_convs.${i}`, 1) : pooled(g, x)));
  for (let i = last; i > 0; i--) {
    const { value, grid } = maps[i - 1]!;
    maps[i - 1] = { value: g.node('Add', [value, resample(g, maps[i]!, grid, 'bilinear').value]), grid };
  }
  const smooth = maps.map((x, i) => (i < last ? unit(g, x, `${HEAD}.fpn_convs.${i}`, 3) : x));
  return unit(g, joined(g, smooth), `${HEAD}.fpn_bottleneck`, 3);
}

function rescaled(g: OnnxGraph, x: Maps, name: string, scale: (typeof scales)[number]): Maps {
  if (scale === 0.5) return halved(g, x);
  if (scale === 1) return x;
  const twice = doubled(g, x, `${name}.0`);
  return scale === 4 ? doubled(g, relu(g, twice), `${name}.1`) : twice;
}

/** The coarsest level with what its surroundings hold. */
function pooled(g: OnnxGraph, x: Maps): Maps {
  const around = pools.map((side, i) =>
    unit(g, resample(g, x, [side, side], 'means'), `${HEAD}.psp_modules.${i}.1`, 1),
  );
  return unit(g, joined(g, [x, ...around]), `${HEAD}.bottleneck`, 3);
}

/** Maps behind each other, all in the size of the first. */
function joined(g: OnnxGraph, maps: readonly Maps[]): Maps {
  const { grid } = maps[0]!;
  return {
    value: concat(
      g,
      maps.map(x => resample(g, x, grid, 'bilinear').value),
      1,
    ),
    grid,
  };
}

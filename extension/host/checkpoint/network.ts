import type { Config } from '../../engine/config/schema.js';
import type { NetworkSummary, ResnetSummary, SwinSummary, VitSummary } from '../../protocol/checkpointPage.js';

/** The network that a config of pre-training describes. */
export function networkOf(config: Config): NetworkSummary {
  switch (config.MODEL.TYPE) {
    case 'vit':
      return vitOf(config);
    case 'swin':
      return swinOf(config);
    case 'resnet':
      return resnetOf(config);
  }
}

function vitOf({ DATA, MODEL: { VIT: vit } }: Config): VitSummary {
  const { DECODER: decoder } = vit;
  return {
    family: 'vit',
    imageSize: DATA.IMG_SIZE,
    patchSize: vit.PATCH_SIZE,
    channels: vit.IN_CHANS,
    width: vit.EMBED_DIM,
    depth: vit.DEPTH,
    heads: vit.NUM_HEADS,
    hidden: Math.floor(vit.EMBED_DIM * vit.MLP_RATIO),
    layerScale: vit.INIT_VALUES !== null,
    positions: vit.USE_APE ? 'learned' : vit.USE_FPE ? 'sin-cos' : 'none',
    relativePositions: vit.USE_SHARED_RPB ? 'shared' : vit.USE_RPB ? 'own' : 'none',
    decoder:
      decoder.DEPTH === 0
        ? undefined
        : {
            width: decoder.EMBED_DIM,
            depth: decoder.DEPTH,
            heads: decoder.NUM_HEADS,
            hidden: Math.floor(decoder.EMBED_DIM * vit.MLP_RATIO),
            positions: vit.USE_FPE ? 'sin-cos' : 'learned',
          },
  };
}

/** Every stage halves the grid and doubles the width (fact sheet 1.11). */
function swinOf({ DATA, MODEL: { SWIN: swin } }: Config): SwinSummary {
  const finest = DATA.IMG_SIZE / swin.PATCH_SIZE;
  return {
    family: 'swin',
    imageSize: DATA.IMG_SIZE,
    patchSize: swin.PATCH_SIZE,
    channels: swin.IN_CHANS,
    learnedPositions: swin.APE,
    stages: swin.DEPTHS.map((depth, i) => {
      const [grid, width] = [finest / 2 ** i, swin.EMBED_DIM * 2 ** i];
      const hidden = Math.floor(width * swin.MLP_RATIO);
      return { grid, window: Math.min(swin.WINDOW_SIZE, grid), width, hidden, heads: swin.NUM_HEADS[i]!, depth };
    }),
  };
}

/** The stem quarters the image; every stage but the first halves the grid, and doubles the width (fact sheet 1.10). */
function resnetOf({ DATA, MODEL: { RESNET: resnet } }: Config): ResnetSummary {
  const first = resnet.BLOCK === 'bottleneck' ? 256 : 64;
  return {
    family: 'resnet',
    imageSize: DATA.IMG_SIZE,
    channels: resnet.IN_CHANS,
    kind: resnet.BLOCK,
    stages: resnet.LAYERS.map((depth, i) => ({
      grid: DATA.IMG_SIZE / (4 * 2 ** i),
      width: first * 2 ** i,
      depth,
    })),
  };
}

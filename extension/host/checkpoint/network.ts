import type { Config } from '../../engine/config/schema.js';
import type { NetworkSummary } from '../../protocol/checkpointPage.js';

/** The network that a config of pre-training describes; only ViTs can be pre-trained, so others have none to draw. */
export function networkOf(config: Config): NetworkSummary | undefined {
  if (config.MODEL.TYPE !== 'vit') return undefined;
  const { VIT: vit } = config.MODEL;
  const { DECODER: decoder } = vit;
  return {
    imageSize: config.DATA.IMG_SIZE,
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

import type { Config } from '../../extension/engine/config/schema.js';
import { convnextCases, convnextConfig } from './smallConvnext.js';
import { swinCases, swinConfig } from './smallSwin.js';
import { tinyResnetConfig } from './tinyResnet.js';
import { tinyConfig } from './tinyVit.js';

/** A small config of each family of encoders. */
export const smallConfigs: Record<Config['MODEL']['TYPE'], () => Config> = {
  vit: tinyConfig,
  swin: () => swinConfig(swinCases['shifted']!),
  convnext: () => convnextConfig(convnextCases['scaled']!),
  resnet() {
    const config = tinyResnetConfig('bottleneck', [1, 1, 1, 1]);
    config.MODEL.RESNET.WIDTH = 8;
    return config;
  },
};

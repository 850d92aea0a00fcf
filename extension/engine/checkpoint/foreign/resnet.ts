import { assumedSize, count, type ForeignFamily, NOT_ENCODER, shapeOf, type Tensors } from './family.js';
import type { Naming } from './naming.js';

/** ResNets of timm and torchvision, which the official ones are. */
const bareResnet: Naming = {
  family: 'resnet',
  like: 'named as in torchvision and timm',
  anchor: 'layer1.0.conv1.weight',
  official: name => (NOT_ENCODER.test(name) ? undefined : name),
};

/** ResNets of timm and torchvision. */
export const resnet: ForeignFamily = {
  namings: [bareResnet],
  describe: tensors => `a ResNet with ${depthsOf(tensors).join('-')} blocks`,
  infer(config, tensors) {
    const layers = depthsOf(tensors);
    const [width] = shapeOf(tensors, 'conv1.weight');
    if (layers.includes(0) || !width) return undefined;
    config.MODEL.RESNET.WIDTH = width;
    config.MODEL.RESNET.LAYERS = layers;
    config.MODEL.RESNET.BLOCK = tensors.has('encoder.layer1.0.conv3.weight') ? 'bottleneck' : 'basic';
    return [assumedSize(config)];
  },
};

function depthsOf(tensors: Tensors): number[] {
  return [1, 2, 3, 4].map(stage => count(tensors, new RegExp(`^encoder\\.layer${stage}\\.(\\d+)\\.`)));
}

import type { DegradationSettings } from '../../../extension/protocol/degradation.js';

/** The settings of the paper's own configs. */
export const degradation: DegradationSettings = {
  SR_FACTOR: 8,
  BLUR: {
    KERNEL_LIST: ['iso'],
    KERNEL_PROB: [1],
    KERNEL_SIZE: [7, 9, 11, 13, 15, 17, 19, 21],
    SIGMA_X: [5, 5],
    SIGMA_Y: [5, 5],
    ROTATE_ANGLE: [0, 0],
    BETA_GAUSSIAN: [0.5, 4],
    BETA_PLATEAU: [1, 2],
  },
  NOISE: {
    TYPE: ['gaussian'],
    PROB: [1],
    GAUSSIAN_SIGMA: [75, 75],
    GAUSSIAN_GRAY_NOISE_PROB: 0,
    POISSON_SCALE: [0.05, 3],
    POISSON_GRAY_NOISE_PROB: 0.4,
  },
};

/** What is taken from images, to be predicted. */
export type PretextTask = 'mfm' | 'sr' | 'deblur' | 'denoise';

/** The keys of a config's DATA that say how images are degraded, as it has them. */
export interface DegradationSettings {
  SR_FACTOR: number;
  BLUR: {
    KERNEL_LIST: BlurKind[];
    KERNEL_PROB: number[];
    KERNEL_SIZE: number[];
    SIGMA_X: [number, number];
    SIGMA_Y: [number, number];
    ROTATE_ANGLE: [number, number];
    BETA_GAUSSIAN: [number, number];
    BETA_PLATEAU: [number, number];
  };
  NOISE: {
    TYPE: ('gaussian' | 'poisson')[];
    PROB: number[];
    GAUSSIAN_SIGMA: [number, number];
    GAUSSIAN_GRAY_NOISE_PROB: number;
    POISSON_SCALE: [number, number];
    POISSON_GRAY_NOISE_PROB: number;
  };
}

export type BlurKind =
  | 'iso'
  | 'aniso'
  | 'generalized_iso'
  | 'generalized_aniso'
  | 'plateau_iso'
  | 'plateau_aniso'
  | 'sinc';

/** How much images are degraded, where that is set and not drawn. */
export interface DegradationStrength {
  /** How many times smaller super-resolution makes them, and back. */
  factor: number;
  /** Standard deviation of blur kernels in pixels. */
  blurSigma: number;
  /** Side of blur kernels in pixels, odd. */
  blurSize: number;
  /** Standard deviation of Gaussian noise in gray levels of 255. */
  noiseSigma: number;
}

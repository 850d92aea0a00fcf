/** A config that steps in milliseconds on any backend, saves at every epoch of two steps, and never ends by itself. */
export const tinyConfigText = `
DATA:
  DATA_PATH: ../photos/fish
  IMG_SIZE: 16
  BATCH_SIZE: 8
  MASK_RADIUS1: 3
  NUM_WORKERS: 1
MODEL:
  TYPE: vit
  NAME: tiny
  VIT:
    PATCH_SIZE: 4
    EMBED_DIM: 16
    DEPTH: 2
    NUM_HEADS: 4
TRAIN:
  EPOCHS: 100000
  WARMUP_EPOCHS: 1
SAMPLES:
  COUNT: 1
SAVE_FREQ: 5
KEEP_LAST: 3
TAG: tiny
`;

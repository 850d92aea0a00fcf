import { boolean, choice, integer, integers, number, numberOrNone, pair, type Where } from './field.js';
import { fineTuning, fineTuningOrSegmenting } from './purpose.js';

const scaled = 'Multiplied by DATA.BATCH_SIZE x TRAIN.ACCUMULATION_STEPS / 512.';
const withMoments: Where[] = [{ key: 'TRAIN.OPTIMIZER.NAME', isNot: 'sgd' }];
const schedule = (name: string): Where[] => [{ key: 'TRAIN.LR_SCHEDULER.NAME', is: name }];

/** `TRAIN.*`: optimiser and schedule. */
export const trainKeys = {
  START_EPOCH: integer(0, {
    description:
      'First epoch, counted from 0. A run that continues takes it from its checkpoint, whatever stands here.',
    unit: 'epochs',
    min: 0,
    refusal: 'a new run begins with epoch 0; set it to 0, or name the checkpoint to continue from in MODEL.RESUME',
  }),
  EPOCHS: integer(300, { description: 'Passes over the images.', unit: 'epochs', min: 1, max: 1_000_000 }),
  WARMUP_EPOCHS: integer(20, {
    description: 'Epochs in which the learning rate rises from WARMUP_LR to BASE_LR.',
    unit: 'epochs',
    min: 0,
  }),
  WEIGHT_DECAY: number(0.05, {
    description: 'Decoupled weight decay of matrices; biases and norms have none.',
    min: 0,
  }),
  BASE_LR: number(3e-4, {
    description: `Peak learning rate. ${scaled}`,
    paper: '3e-4, so 1.2e-3 at batch 2048',
    above: 0,
  }),
  WARMUP_LR: number(2.5e-7, {
    description: `Learning rate of the first step. ${scaled}`,
    min: 0,
    where: [{ key: 'TRAIN.WARMUP_EPOCHS', isNot: 0 }],
  }),
  MIN_LR: number(2.5e-6, {
    description: `Learning rate at the end. ${scaled}`,
    min: 0,
    where: [{ key: 'TRAIN.LR_SCHEDULER.NAME', isOneOf: ['cosine', 'poly'] }],
  }),
  CLIP_GRAD: numberOrNone(3, {
    description: 'Largest global L2 norm of the gradient; None leaves gradients as they are.',
    above: 0,
  }),
  AUTO_RESUME: boolean(true, { description: 'Continue from the newest checkpoint of the run folder, if it has one.' }),
  ACCUMULATION_STEPS: integer(1, {
    description: 'Batches whose gradients are added up before one update.',
    unit: 'batches',
    min: 1,
  }),
  USE_CHECKPOINT: boolean(false, {
    description:
      'Recompute the blocks in the backward pass instead of keeping their activations: a third more work, much less ' +
      'memory. For the wasm backend, whose memory ends at 4 GiB.',
  }),
  THREADS: integer(0, {
    description:
      'On the wasm backend: threads that share the batch, each with a copy of the model; 0 takes one for every processor, and in a run ' +
      'that continues as many as it began with. Another number changes the last bits of the result, and what batch norms, averaged ' +
      'spectra and mixing see, which is a part. TensorFlow takes all processors ' +
      'whatever stands here.',
    unit: 'threads',
    min: 0,
    max: 1024,
  }),
  LR_SCHEDULER: {
    NAME: choice('cosine', ['cosine', 'linear', 'step', 'multistep', 'poly'], {
      description: 'Shape of the learning rate; poly is that of semantic segmentation.',
    }),
    DECAY_EPOCHS: integer(30, {
      description: 'Epochs between two drops.',
      unit: 'epochs',
      min: 1,
      where: schedule('step'),
    }),
    DECAY_RATE: number(0.1, { description: 'Factor of each drop.', above: 0, max: 1, where: schedule('step') }),
    GAMMA: number(0.1, { description: 'Factor of each drop.', above: 0, max: 1, where: schedule('multistep') }),
    MULTISTEPS: integers([], {
      description: 'Epochs of the drops.',
      unit: 'epochs',
      min: 0,
      where: schedule('multistep'),
    }),
  },
  OPTIMIZER: {
    NAME: choice('adamw', ['adamw', 'lamb', 'sgd'], {
      description: 'Optimiser: adamw, lamb, or sgd with Nesterov momentum.',
    }),
    EPS: number(1e-8, {
      description: 'Small number in the denominator of adamw and lamb.',
      above: 0,
      where: withMoments,
    }),
    BETAS: pair([0.9, 0.999], {
      description: 'Decay rates of the averages of the gradient and of its square.',
      paper: '(0.9, 0.95) in pre-training',
      min: 0,
      below: 1,
      where: withMoments,
    }),
    MOMENTUM: number(0.9, {
      description: 'Share of the average gradient that a step keeps.',
      min: 0,
      below: 1,
      where: [{ key: 'TRAIN.OPTIMIZER.NAME', is: 'sgd' }],
    }),
  },
  LOSS: choice('cross-entropy', ['cross-entropy', 'bce'], {
    description:
      'Loss of fine-tuning: cross-entropy over the classes, or binary cross-entropy of each class by itself.',
    where: [fineTuning],
  }),
  EMA_DECAY: number(0, {
    description:
      'Share of an average of the weights that stays in every update, as 0.9998; 0 keeps none. Accuracy during the training is then ' +
      'that of the averages, which checkpoints hold as optimizer.ema.<name> beside the trained weights; whatever reads a checkpoint ' +
      'takes the trained ones unless it is told otherwise (--average).',
    min: 0,
    below: 1,
    where: [fineTuning],
  }),
  LAYER_DECAY: number(1, {
    description: 'Factor on the learning rate from each layer to the one before it.',
    paper: '0.8 in fine-tuning',
    above: 0,
    max: 1,
    where: [fineTuningOrSegmenting],
  }),
};

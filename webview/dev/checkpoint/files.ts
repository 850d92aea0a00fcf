import { type Config, defaultConfig, fields, valueAt } from '../../../extension/engine/config/schema.js';
import { valueText } from '../../../extension/engine/config/valueText.js';
import { lossMetric } from '../../../extension/engine/metrics/training.js';
import type { CheckpointFile, TensorEntry } from '../../../extension/protocol/checkpointPage.js';
import { checkpointTensors, classes, drawn } from './tensors.js';

const nothing = { version: '1', parameters: 0, tensors: [], metadata: [], settings: [] };

/** A checkpoint in the middle of a run. */
export function ownFile(): CheckpointFile {
  const tensors = checkpointTensors('pretrain');
  const learned = tensors.filter(({ part }) => part === 'model');
  return {
    ...nothing,
    name: 'epoch-0120-step-004800.safetensors',
    folder: 'runs/vit_small/checkpoints',
    bytes: sizeOf(tensors) + 41_000,
    kind: 'checkpoint',
    progress: {
      epoch: 120,
      step: 4800,
      updates: 4800,
      loss: 0.0412,
      bestLoss: 0.0407,
      created: '2026-03-01T09:04:12.000Z',
      mfmVersion: '0.1.0',
    },
    parameters: sizeOf(learned) / 4,
    tensors,
    settings: settings(),
    network: drawn('pretrain'),
    run: {
      name: 'runs/vit_small',
      isKnown: true,
      metric: lossMetric,
      index: 2,
      siblings: [30, 60, 120, 150].map((epoch, i) => ({
        id: `epoch-${epoch}`,
        epoch,
        step: 40 * epoch,
        value: 0.06 / (i + 1),
        best: epoch === 150,
      })),
    },
  };
}

/** What another program wrote. */
export function foreignFile(): CheckpointFile {
  const tensors: TensorEntry[] = [
    { name: 'fc.weight', part: 'model', dtype: 'BF16', shape: [10, 512], bytes: 10_240 },
    { name: 'fc.bias', part: 'model', dtype: 'F32', shape: [10], bytes: 40 },
  ];
  return {
    ...nothing,
    name: 'model.safetensors',
    folder: 'downloads',
    bytes: 10_500,
    kind: 'tensors',
    message: '/data/downloads/model.safetensors is a safetensors file but not an MFM checkpoint.',
    parameters: 5130,
    tensors,
    metadata: [['format', 'pt']],
  };
}

/** A checkpoint of a run that learns classes. */
export function fineTunedFile(): CheckpointFile {
  const file = ownFile();
  const metric = { id: 'top1', label: 'Top-1 accuracy', short: 'top-1', unit: '%', better: 'higher' as const };
  return {
    ...file,
    progress: { ...file.progress!, metric, loss: 71.25, bestLoss: 73.5 },
    tensors: checkpointTensors('finetune'),
    network: drawn('finetune'),
    classes,
    run: undefined,
  };
}

/** A checkpoint of a run that learns the classes of pixels. */
export function segmentingFile(): CheckpointFile {
  const metric = { id: 'miou', label: 'Mean IoU', short: 'mIoU', unit: '%', better: 'higher' as const };
  const file = fineTunedFile();
  return {
    ...file,
    progress: { ...file.progress!, metric, loss: 61.5, bestLoss: 62.25 },
    tensors: checkpointTensors('segment'),
    network: drawn('segment'),
    classes: undefined,
    segments: true,
  };
}

export function brokenFile(): CheckpointFile {
  const message = '/data/half.safetensors is truncated: it has 1200 of 88000 bytes; copy it again or use another file.';
  return { ...nothing, name: 'half.safetensors', folder: '', bytes: 1200, kind: 'broken', message };
}

/** What torch.save wrote. */
export function pytorchFile(): CheckpointFile {
  const tensors: TensorEntry[] = [
    { name: 'model.encoder.norm.weight', part: 'model', dtype: 'F32', shape: [384], bytes: 1536 },
    { name: 'model.encoder.norm.bias', part: 'model', dtype: 'F32', shape: [384], bytes: 1536 },
    { name: 'optimizer.state.0.exp_avg', part: 'optimizer', dtype: 'F32', shape: [384], bytes: 1536 },
  ];
  return {
    ...nothing,
    name: 'mfm_vit.pth',
    folder: 'weights',
    bytes: 6100,
    kind: 'pytorch',
    message: 'This is a PyTorch file: its tensors and plain values are shown, nothing in it is run.',
    parameters: 768,
    tensors,
    metadata: [
      ['epoch', '299'],
      ['config.DATA.IMG_SIZE', '224'],
    ],
  };
}

function settings() {
  const config: Config = defaultConfig();
  Object.assign(config.MODEL.VIT, { EMBED_DIM: 384, NUM_HEADS: 6, USE_SHARED_RPB: true });
  config.TRAIN.EPOCHS = 300;
  config.TAG = 'vit_small';
  const defaults = defaultConfig();
  return [...fields].map(([key, { description }]) => {
    const value = valueText(valueAt(config, key));
    return { key, value, isDefault: value === valueText(valueAt(defaults, key)), description };
  });
}

function sizeOf(tensors: readonly TensorEntry[]): number {
  return tensors.reduce((sum, { bytes }) => sum + bytes, 0);
}

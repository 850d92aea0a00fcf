import { boolean, choice, folderName, integer, number, path, texts } from './field.js';
import { fineTuning, preTraining } from './purpose.js';

/** The file that this one inherits from comes first, as in the paper's files. */
export const baseKeys = {
  BASE: texts([''], {
    description:
      'Configuration files to start from, relative to this one; later ones win, and this file wins over all of them.',
  }),
};

const measuring =
  'a run trains and does not measure instead; `mfm evaluate` measures a checkpoint, and so do `mfm finetune`, `mfm segment` and ' +
  '`mfm train` with a config that fine-tunes or segments; set it to False to train';

/** Keys that stand outside the sections: output, frequency of reports, seeds. */
export const runKeys = {
  TEST: {
    CROP: boolean(true, {
      description: 'Accuracy is measured on the middle of an image; False squeezes the whole image into the square.',
      where: [fineTuning],
    }),
    CROP_RATIO: number(0.875, {
      description: 'Share of the short side that the middle keeps.',
      paper: '224 of 256 pixels; 0.95 in the recipes of ResNets',
      above: 0,
      max: 1,
      where: [fineTuning, { key: 'TEST.CROP', is: true }],
    }),
  },
  AMP_OPT_LEVEL: choice('', ['', 'O0', 'O1', 'O2', 'auto'], {
    description:
      "Mixed precision: '' and O0 compute in single precision; O1 multiplies matrices in half precision where processor or GPU do so " +
      'natively, with weights, sums, norms and updates in single precision: in bfloat16, on older GPUs in float16 with a scaled loss, ' +
      'and elsewhere in single precision; auto is O1 without float16, whose gradients may overflow.',
    paper: 'O1',
  }),
  OUTPUT: path('folder', { description: "Folder of all runs; a run's own folder is OUTPUT/MODEL.NAME/TAG." }),
  TAG: folderName('default', { description: 'Name of the run; also a folder of the output path.' }),
  SAVE_FREQ: integer(10, {
    description: 'Epochs between checkpoints; the last epoch is always saved.',
    unit: 'epochs',
    min: 1,
  }),
  PRINT_FREQ: integer(10, { description: 'Steps between log lines.', unit: 'steps', paper: '100', min: 1 }),
  SEED: integer(0, { description: 'Seed of everything random.', min: 0, max: 2 ** 32 - 1 }),
  DETERMINISTIC: boolean(false, {
    description:
      'On a GPU: sum in the same order every time, so that the same run, resumed or not, ends with the same bits. It costs some ' +
      'speed. Processors always do.',
  }),
  EVAL_MODE: boolean(false, {
    description:
      'Fine-tuning and segmentation: measure the accuracy or mean IoU of MODEL.RESUME or PRETRAINED on the held-out images, and stop.',
    refusal: measuring,
  }),
  THROUGHPUT_MODE: boolean(false, {
    description:
      'Fine-tuning and segmentation: measure how many images per second MODEL.RESUME or PRETRAINED takes, DATA.BATCH_SIZE at once, and stop.',
    refusal: measuring,
  }),
  LOCAL_RANK: integer(0, {
    description: 'Number of this process among those of the machine.',
    min: 0,
    ignored: 'a run is one process',
  }),
  PRETRAINED: path('checkpoint', {
    description:
      'Checkpoint whose encoder a new run starts with: of MFM, official, or of timm, torchvision, MAE or DINO (.safetensors or .pth).',
    where: [{ key: 'MODEL.RESUME', is: '' }],
  }),
  KEEP_LAST: integer(3, {
    description: 'Newest checkpoints that are kept, beside the best one.',
    unit: 'checkpoints',
    min: 1,
  }),
  KEEP_EVERY: integer(0, {
    description: 'Also keep the checkpoints of every K-th epoch; 0 keeps none of them.',
    unit: 'epochs',
    min: 0,
  }),
  SAMPLES: {
    COUNT: integer(4, {
      description: 'Images whose reconstructions are written while training.',
      unit: 'images',
      where: [preTraining],
      min: 0,
    }),
    FREQ: integer(10, {
      description:
        'Epochs between sample reconstructions, which are written after 1, 2, 4, 8 ... epochs before the first of them, too; 0 writes them only at the end.',
      unit: 'epochs',
      min: 0,
      where: [preTraining, { key: 'SAMPLES.COUNT', isNot: 0 }],
    }),
  },
};

import { integer, number, path } from './field.js';
import { each } from './keyTree.js';
import { preTraining } from './purpose.js';

const probed = { key: 'PROBE.FREQ', isNot: 0 } as const;

/** `PROBE.*`: what the features are worth while pre-training goes on. */
export const probeKeys = {
  FREQ: integer(0, {
    description:
      'Epochs between measurements of what the features tell of classes, by nearest neighbours; 0 measures nothing.',
    unit: 'epochs',
    min: 0,
    where: [preTraining],
  }),
  ...each(
    { where: [preTraining, probed] },
    {
      TRAIN_PATH: path('folder', {
        description: 'Folder of labelled images that vote, one folder per class; empty = those of DATA.DATA_PATH.',
      }),
      VAL_PATH: path('folder', {
        description:
          'Folder of labelled images whose classes are told, in the same class folders; empty = a fifth of those that would vote, drawn with SEED.',
      }),
      K: integer(20, { description: 'Nearest images that vote for the class of an image.', unit: 'images', min: 1 }),
      TEMPERATURE: number(0.07, { description: 'A vote counts exp(cosine similarity / TEMPERATURE).', min: 0.002 }),
      IMAGES: integer(5000, {
        description: 'Most images that vote, and most whose classes are told, drawn with SEED.',
        unit: 'images',
        min: 2,
      }),
    },
  ),
};

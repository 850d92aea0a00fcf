import { choices, integer, number, path } from './field.js';
import { each } from './keyTree.js';
import { preTraining } from './purpose.js';

const probed = { key: 'PROBE.FREQ', isNot: 0 } as const;
const measures = ['knn', 'linear', 'health'] as const;
const measuring = (...some: (typeof measures)[number][]) => [{ key: 'PROBE.MEASURES', has: some }];

/** `PROBE.*`: what the features are worth while pre-training goes on. */
export const probeKeys = {
  FREQ: integer(0, {
    description: 'Epochs between measurements of what the features are worth (PROBE.MEASURES); 0 measures nothing.',
    unit: 'epochs',
    min: 0,
    where: [preTraining],
  }),
  ...each(
    { where: [preTraining, probed] },
    {
      MEASURES: choices([...measures], measures, {
        description:
          'What is measured of the features: knn and linear tell classes, by nearest neighbours and by ridge regression; health, which ' +
          'needs no labels, is their deviation and effective rank, and the distance over which attention looks.',
      }),
      TRAIN_PATH: path('folder', {
        description:
          'Folder of images that knn and linear learn from, one folder per class, and that health is of; empty = those of DATA.DATA_PATH.',
      }),
      VAL_PATH: path('folder', {
        description:
          'Folder of labelled images whose classes are told, in the same class folders; empty = a fifth of those to learn from, drawn with SEED.',
        where: measuring('knn', 'linear'),
      }),
      K: integer(20, {
        description: 'Nearest images that vote for the class of an image.',
        unit: 'images',
        min: 1,
        where: measuring('knn'),
      }),
      TEMPERATURE: number(0.07, {
        description: 'A vote counts exp(cosine similarity / TEMPERATURE).',
        min: 0.002,
        where: measuring('knn'),
      }),
      IMAGES: integer(5000, {
        description: 'Most images to learn from, and most whose classes are told, drawn with SEED.',
        unit: 'images',
        min: 2,
      }),
    },
  ),
};

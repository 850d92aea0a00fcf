import type { Config } from '../../config/schema.js';
import type { EntryField } from '../../data/batch.js';
import { requireLabels } from '../../data/labels.js';
import type { Source } from '../../data/source.js';
import { augmentedOptions } from '../../data/views/augmented.js';
import { type ViewSpec, viewFields } from '../../data/views/registry.js';
import { lossMetric } from '../../metrics/training.js';
import { createClassifier } from '../../models/classifier.js';
import { pixelClassifier } from '../../models/pixelClassifier.js';
import { layerGroups } from '../../optimisation/layerDecay.js';
import type { Method } from '../method.js';
import { losses } from './losses.js';
import { drawMixing, mixes, mixField, mixImages, mixTargets } from './mixing.js';

const NOTES = { 'cross-entropy': 'cross-entropy', bce: 'binary cross-entropy' } as const;
/** What makes losses of different runs incomparable. */
const definedBy = ['TRAIN.LOSS', 'MODEL.LABEL_SMOOTHING', 'AUG.MIXUP', 'AUG.CUTMIX', 'AUG.MIXUP_PROB'];

/**
 * Classification from labels (fact sheet 1.13, 1.14): augmented crops, mixed with each other, from scratch or from a pre-trained
 * encoder (PRETRAINED), whose layers learn the slower the deeper they lie (TRAIN.LAYER_DECAY).
 */
export function supervised(config: Config): Method {
  const classifier = createClassifier(config);
  const { name, encoder, parameters, encoderParameters, classes } = classifier;
  const { classify } = pixelClassifier(classifier);
  return {
    kind: { name: 'supervised', label: 'Classification' },
    task: 'classes of images',
    metrics: [{ ...lossMetric, note: NOTES[config.TRAIN.LOSS], definedBy }],
    views: ['classes'],
    name,
    encoder,
    parameters,
    encoderParameters,
    groups: layerGroups(parameters, encoder, config.TRAIN.LAYER_DECAY),
    classify,
    async objective(source) {
      const view: ViewSpec = { kind: 'augmented', ...augmentedOptions(config, encoder.input) };
      const targets = targetField(source, classes, config.MODEL.LABEL_SMOOTHING);
      const loss = losses[config.TRAIN.LOSS];
      const { REPEATS: repeats } = config.AUG;
      const fields = [...viewFields(view), targets];
      const plain = { view, ofEntry: [targets], repeats, fields, metrics: [], dispose() {} };
      if (!mixes(config.AUG)) {
        return { ...plain, loss: ({ images, targets }, pass) => ({ loss: loss(classify(images!, pass), targets!) }) };
      }
      return {
        ...plain,
        fields: [...fields, mixField],
        ofBatch: (size, random) => ({ mix: drawMixing(encoder.input.size, size, config.AUG, random) }),
        loss: ({ images, targets, mix }, pass) => ({
          loss: loss(classify(mixImages(images!, mix!), pass), mixTargets(targets!, mix!)),
        }),
      };
    },
  };
}

/**
 * The config with as many classes as the images have: the released code takes them from the data set, too.
 *
 * @throws UserError when images are in no class, or all in one
 */
export function settleClasses(config: Config, source: Source): Config {
  requireLabels(source, "MODEL.NAME 'finetune'");
  return { ...config, MODEL: { ...config.MODEL, NUM_CLASSES: source.classes.length } };
}

/** What a classifier should answer, `[classes]`: 1 - smoothing for the label, and smoothing spread over all classes. */
function targetField({ entries }: Source, classes: number, smoothing: number): EntryField {
  const rows = Array.from({ length: classes }, (_, label) => {
    const row = new Float32Array(classes).fill(smoothing / classes);
    row[label]! += 1 - smoothing;
    return row;
  });
  return { name: 'targets', shape: [classes], of: index => rows[entries[index]!.label]! };
}

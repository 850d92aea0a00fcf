import type { MetricSpec } from '../../../protocol/metrics.js';
import type { Config } from '../../config/schema.js';
import { taskText } from '../../corruption/taskText.js';
import { trainingBands } from '../../data/adaptiveRadii.js';
import { frequencyKind, frequencyViews, spectralLoss } from '../../metrics/recorded.js';
import { createModel, type PretrainModel } from '../../models/model.js';
import { decayGroups } from '../../optimisation/groups.js';
import type { Method } from '../method.js';
import { kindLoss, lossKindsIn } from './kindLoss.js';
import { pretextTraining } from './pretextTraining.js';
import { sampleGain } from './sampleGain.js';
import { chooseSamples, PretextSamples } from './samples.js';

/**
 * Masked frequency modelling and its restoration tasks (paper section 3): take frequencies, resolution, sharpness or cleanness
 * from images, predict the clean images, compare spectra.
 */
export function mfm(config: Config): Method {
  const model: PretrainModel = createModel(config);
  const { name, encoder, parameters } = model;
  return {
    kind: frequencyKind,
    task: taskText(config.DATA),
    metrics: mfmMetrics(config),
    views: frequencyViews,
    name,
    encoder,
    parameters,
    encoderParameters: parameters,
    groups: decayGroups(parameters),
    async objective(source) {
      const bands = await trainingBands(config, source);
      return {
        ...pretextTraining(model, config, bands),
        async samples(folder, giveUp) {
          const chosen = await chooseSamples(source, config, giveUp);
          return chosen.paths.length > 0 ? new PretextSamples(model, config, chosen, folder) : undefined;
        },
      };
    },
  };
}

/** What frequency pre-training measures of its steps. */
function mfmMetrics(config: Config): MetricSpec[] {
  const { MODEL, SAMPLES } = config;
  const frequencies = MODEL.RECOVER_TARGET_TYPE === 'masked' ? 'the removed' : 'all';
  const loss = { ...spectralLoss, note: `${spectralLoss.note} over ${frequencies} frequencies` };
  return [loss, ...lossKindsIn(config).map(kindLoss), ...(SAMPLES.COUNT > 0 ? [sampleGain] : [])];
}

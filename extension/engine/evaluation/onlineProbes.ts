import { cpus } from 'node:os';
import type { MetricSpec } from '../../protocol/metrics.js';
import { isPreTraining } from '../config/purpose.js';
import type { Config } from '../config/schema.js';
import { openImageFolder, type SkippedFile } from '../data/folder.js';
import { requireLabels, requireSameClasses } from '../data/labels.js';
import type { Source } from '../data/source.js';
import { UserError } from '../errors.js';
import type { FeatureNetwork } from '../inspect/features/featureExtractor.js';
import type { Method } from '../methods/method.js';
import { topAccuracy } from '../metrics/topAccuracy.js';
import { extractFeatures } from '../probes/features.js';
import { atMost, holdOut } from '../probes/fewLabels.js';
import { knnScores } from '../probes/knn.js';
import { Random } from '../random.js';
import type { Evaluation, Evaluator } from './evaluator.js';

const metrics: readonly MetricSpec[] = [
  {
    id: 'knn',
    label: 'kNN accuracy',
    short: 'kNN',
    note: 'of the features as they are',
    unit: '%',
    better: 'higher',
    seldom: true,
    exact: true,
    definedBy: ['PROBE.TRAIN_PATH', 'PROBE.VAL_PATH', 'PROBE.K', 'PROBE.TEMPERATURE', 'PROBE.IMAGES'],
  },
];

/** Share of the images that is held out where no others are given. */
const HELD_OUT = 0.2;

/** What the mean of an encoder's patches tells of classes while it is pre-trained, by nearest neighbours. */
export function knnProbe(config: Config, method: Method): Evaluator | undefined {
  const { FREQ, TRAIN_PATH, VAL_PATH, K, TEMPERATURE: temperature, IMAGES } = config.PROBE;
  if (FREQ === 0 || !isPreTraining(config)) return undefined;
  let bank: Source | undefined;
  let queries: Source | undefined;
  return {
    metrics,
    leads: false,
    every: FREQ,
    async prepare(source) {
      const all = TRAIN_PATH === '' ? source : await openImageFolder(TRAIN_PATH);
      requireLabels(all, `PROBE.FREQ ${FREQ}`);
      const random = new Random(config.SEED);
      if (VAL_PATH === '') {
        const { kept, held } = holdOut(labelsOf(all), all.classes, HELD_OUT, random);
        [bank, queries] = [some(all, kept, random), some(all, held, random)];
      } else {
        const others = await openImageFolder(VAL_PATH);
        requireSameClasses(others, all, 'PROBE.VAL_PATH');
        [bank, queries] = [whole(all, random), whole(others, random)];
      }
      const { length } = bank.entries;
      if (K > length) {
        throw new UserError(`PROBE.K is ${K}, but only ${length} images can vote: set it to ${length} or less.`);
      }
    },
    run: () => measure(bank!, queries!),
    dispose() {},
  };

  function whole(source: Source, random: Random): Source {
    return some(source, Uint32Array.from(source.entries.keys()), random);
  }

  /** These images, or PROBE.IMAGES of them. */
  function some(source: Source, places: Uint32Array, random: Random): Source {
    const part = { ...source, entries: [...places].map(place => source.entries[place]!) };
    const chosen = atMost(labelsOf(part), source.classes, IMAGES, random);
    return { ...part, entries: [...chosen].map(place => part.entries[place]!) };
  }

  async function measure(voting: Source, asked: Source): Promise<Evaluation> {
    const threads = Math.max(1, Math.min(config.DATA.NUM_WORKERS, cpus().length));
    const options = { pool: 'mean', batchSize: config.DATA.BATCH_SIZE, threads } as const;
    const network = networkOf(method);
    const known = await extractFeatures(voting, network, options);
    const told = await extractFeatures(asked, network, options);
    // Of the images that were counted before the training, some may have gone.
    const k = Math.min(K, known.features.labels.length);
    const scores = await knnScores(known.features, told.features, { k, temperature, classes: voting.classes.length });
    const { top1 } = topAccuracy(scores, told.features.labels);
    return { values: { knn: top1 }, warning: without([...known.failed, ...told.failed]) };
  }
}

/** The encoder of what is trained, as features are taken of it. */
function networkOf({ name, encoder, encoderParameters: parameters }: Method): FeatureNetwork {
  const { input } = encoder;
  return { name, input, encoder, parameters, encode: (images, pass = {}) => encoder.encode(images, parameters, pass) };
}

function labelsOf({ entries }: Source): Int32Array {
  return Int32Array.from(entries, ({ label }) => label);
}

function without(failed: readonly SkippedFile[]): string | undefined {
  const [first] = failed;
  if (!first) return undefined;
  return `kNN accuracy is without ${failed.length} of its images, which cannot be used (${first.path}: ${first.reason}).`;
}

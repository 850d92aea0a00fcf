import { cpus } from 'node:os';
import type { MetricValues } from '../../protocol/metrics.js';
import { isPreTraining } from '../config/purpose.js';
import type { Config } from '../config/schema.js';
import type { SkippedFile } from '../data/folder.js';
import type { FeatureNetwork } from '../inspect/features/featureExtractor.js';
import type { Method } from '../methods/method.js';
import { topAccuracy } from '../metrics/topAccuracy.js';
import { type Extracted, extractFeatures } from '../probes/features.js';
import { effectiveRank, featureDeviation } from '../probes/health.js';
import { knnScores } from '../probes/knn.js';
import { linearProbe } from '../probes/linear.js';
import { Random } from '../random.js';
import { attentionDistances, distancesOf } from './attentionDistances.js';
import type { Evaluation, Evaluator } from './evaluator.js';
import { openProbeImages, type ProbeImages } from './probeImages.js';
import { probeMetrics } from './probeMetrics.js';

/** What the mean of an encoder's patches is worth while it is pre-trained: by PROBE.MEASURES. */
export function onlineProbes(config: Config, method: Method): Evaluator | undefined {
  const { FREQ, MEASURES } = config.PROBE;
  if (FREQ === 0 || MEASURES.length === 0 || !isPreTraining(config)) return undefined;
  const wants = (measure: (typeof MEASURES)[number]) => MEASURES.includes(measure);
  let images: ProbeImages | undefined;
  return {
    metrics: probeMetrics(config, method.encoder),
    leads: false,
    every: FREQ,
    async prepare(source) {
      images = await openProbeImages(config, source);
    },
    run: () => measure(images!),
    dispose() {},
  };

  async function measure({ known: learned, asked }: ProbeImages): Promise<Evaluation> {
    const threads = Math.max(1, Math.min(config.DATA.NUM_WORKERS, cpus().length));
    const options = { pool: 'mean', batchSize: config.DATA.BATCH_SIZE, threads } as const;
    const network = networkOf(method);
    const beside = wants('health') ? attentionDistances(method.encoder) : undefined;
    const known = await extractFeatures(learned, network, { ...options, beside });
    const told = asked && (await extractFeatures(asked, network, options));
    const lacking = told && wants('linear') ? singleClass(known, learned.classes) : undefined;
    const values: MetricValues = {
      ...(told && wants('knn') && { knn: await knn(known, told, learned.classes) }),
      ...(told && wants('linear') && lacking === undefined && { linear: await linear(known, told, learned.classes) }),
      ...(wants('health') && (await health(known))),
    };
    const warnings = [
      without([...known.failed, ...(told?.failed ?? [])]),
      lacking === undefined
        ? undefined
        : `Linear accuracy is missing: the class ${lacking} has a single image to learn from.`,
    ];
    return { values, warning: warnings.filter(warning => warning !== undefined).join(' ') || undefined };
  }

  async function knn({ features: bank }: Extracted, { features: asked }: Extracted, classes: readonly string[]) {
    const { K, TEMPERATURE: temperature } = config.PROBE;
    // Of the images that were counted before the training, some may have gone.
    const k = Math.min(K, bank.labels.length);
    const scores = await knnScores(bank, asked, { k, temperature, classes: classes.length });
    return topAccuracy(scores, asked.labels).top1;
  }

  async function linear({ features: fitted }: Extracted, { features: asked }: Extracted, classes: readonly string[]) {
    const probe = linearProbe({ solver: 'ridge', classes });
    const { scores } = await probe(fitted, asked, new Random(config.SEED));
    return topAccuracy(scores, asked.labels).top1;
  }
}

async function health({ features, beside }: Extracted): Promise<MetricValues> {
  return {
    featureDeviation: featureDeviation(features),
    effectiveRank: await effectiveRank(features),
    ...distancesOf(beside, features.labels.length),
  };
}

/** A class of which no image is left to choose the strength of the regularisation with. */
function singleClass({ features }: Extracted, classes: readonly string[]): string | undefined {
  const counts = classes.map(() => 0);
  for (const label of features.labels) counts[label]!++;
  return classes[counts.indexOf(1)];
}

/** The encoder of what is trained, as features are taken of it. */
function networkOf({ name, encoder, encoderParameters: parameters }: Method): FeatureNetwork {
  const { input } = encoder;
  return { name, input, encoder, parameters, encode: (images, pass = {}) => encoder.encode(images, parameters, pass) };
}

function without(failed: readonly SkippedFile[]): string | undefined {
  const [first] = failed;
  if (!first) return undefined;
  return `What PROBE measures is without ${failed.length} of its images, which cannot be used (${first.path}: ${first.reason}).`;
}

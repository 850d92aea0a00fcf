import { array, string } from 'valibot';
import type { MetricSpec } from '../../protocol/metrics.js';
import { UserError } from '../errors.js';
import { parseBoundedJson, parseJsonAs } from '../files/boundedJson.js';
import { metricSchema } from '../metrics/schema.js';

/** The version of the layout that this program writes, and the newest that it reads. */
const FORMAT_VERSION = 1;
/** A dozen numbers, and room for more. */
const JSON_LIMITS = { depth: 8, values: 10_000 };
const MOST_CLASSES = 1_000_000;

/** Everything about a checkpoint but its tensors. */
export interface CheckpointMeta {
  formatVersion: 1;
  mfmVersion: string;
  /** The resolved config, YAML. */
  config: string;
  /** Finished epochs. */
  epoch: number;
  /** Finished steps (micro-batches). */
  step: number;
  /** Optimiser updates. */
  updates: number;
  /** State of the learning-rate schedule, as plain data. */
  schedule: unknown;
  /** State of everything random, as plain data. */
  random: unknown;
  /** What decides which checkpoint is the best; absent = the loss, as in all files of older versions. */
  metric?: MetricSpec;
  /** The names of the classes that it tells, in the order of its logits; absent = it tells none, or not by name. */
  classes?: readonly string[];
  /** Its value for the last finished epoch, and the best such so far: of the loss, the mean over the epoch. */
  loss: number;
  bestLoss: number;
  /** ISO 8601. */
  created: string;
}

/** The metadata as plain strings, which is all that a safetensors file takes. */
export function encodeMeta(meta: CheckpointMeta): Record<string, string> {
  return {
    format: 'mfm',
    format_version: String(meta.formatVersion),
    mfm_version: meta.mfmVersion,
    config: meta.config,
    epoch: String(meta.epoch),
    step: String(meta.step),
    updates: String(meta.updates),
    schedule: JSON.stringify(meta.schedule ?? null),
    random: JSON.stringify(meta.random ?? null),
    ...(meta.metric && { metric: JSON.stringify(meta.metric) }),
    ...(meta.classes && { classes: JSON.stringify(meta.classes) }),
    loss: String(meta.loss),
    best_loss: String(meta.bestLoss),
    created: meta.created,
  };
}

/**
 * The metadata that `encodeMeta` made.
 *
 * @param file named in messages
 * @throws UserError for what is no metadata of a checkpoint, damaged, or from a newer version
 */
export function decodeMeta(file: string, metadata: Record<string, string>): CheckpointMeta {
  if (metadata['format'] !== 'mfm') {
    throw new UserError(`${file} is a safetensors file but not an MFM checkpoint; name one that mfm pretrain wrote.`);
  }
  const text = (key: string) => {
    const value = metadata[key];
    if (value === undefined) throw damagedMeta(file, key);
    return value;
  };
  const count = (key: string) => {
    const value = Number(text(key));
    if (!Number.isSafeInteger(value) || value < 0) throw damagedMeta(file, key);
    return value;
  };
  const json = (key: string): unknown => {
    try {
      return parseBoundedJson(text(key), JSON_LIMITS);
    } catch {
      throw damagedMeta(file, key);
    }
  };
  const metric = () => {
    const found = parseJsonAs(metricSchema, text('metric'), JSON_LIMITS);
    if (!found) throw damagedMeta(file, 'metric');
    return found;
  };
  const classes = () => {
    const found = parseJsonAs(array(string()), text('classes'), { depth: 2, values: MOST_CLASSES });
    if (!found) throw damagedMeta(file, 'classes');
    return found;
  };
  const version = count('format_version');
  if (version > FORMAT_VERSION) {
    throw new UserError(`${file} was written by a newer version of mfm (format ${version}); update mfm to read it.`);
  }
  return {
    formatVersion: FORMAT_VERSION,
    mfmVersion: text('mfm_version'),
    config: text('config'),
    epoch: count('epoch'),
    step: count('step'),
    updates: count('updates'),
    schedule: json('schedule'),
    random: json('random'),
    ...(metadata['metric'] !== undefined && { metric: metric() }),
    ...(metadata['classes'] !== undefined && { classes: classes() }),
    // NaN and Infinity are legitimate here: no epoch may have finished yet.
    loss: Number(text('loss')),
    bestLoss: Number(text('best_loss')),
    created: text('created'),
  };
}

/** The sentence for metadata of ours that contradict themselves. */
export function damagedMeta(file: string, key: string): UserError {
  return new UserError(`${file} is damaged: its metadata has no valid ${key}; use another checkpoint of the run.`);
}

/** The sentence for a checkpoint of a model alone, where a run was to be continued. */
export function noTrainingState(file: string): UserError {
  return new UserError(
    `${file} has no state of an optimiser, so that training cannot be continued from it; set PRETRAINED instead of MODEL.RESUME to start a new run with its encoder.`,
  );
}

import type * as tf from '@tensorflow/tfjs-core';
import type { MetricSpec, MetricValues, RunKind, RunViewName } from '../../protocol/metrics.js';
import type { EntryField } from '../data/batch.js';
import type { TrainingFolder } from '../data/folder.js';
import type { ViewSpec } from '../data/views/registry.js';
import type { FieldSpec } from '../data/views/view.js';
import type { Encoder, Pass } from '../models/encoder.js';
import type { Parameters } from '../models/parameters.js';
import type { ParamGroup } from '../optimisation/groups.js';
import type { Random } from '../random.js';

/** Something to learn: the network that a config describes, and what it is trained for. Nothing of it takes memory yet. */
export interface Method {
  readonly kind: RunKind;
  /** What is asked of the network, for people: 'masked frequencies or denoising'. */
  readonly task: string;
  /** What a step measures, by the names of `StepOutput`: the loss first. */
  readonly metrics: readonly MetricSpec[];
  /** What a run's page shows besides curves and results. */
  readonly views: readonly RunViewName[];
  /** The network for people: 'ViT 12 x 384, patch 16'. */
  readonly name: string;
  readonly encoder: Encoder;
  /** Values that the layers behind the encoder make of one image, where those are many: what training must remember. */
  readonly headMaps?: readonly number[];
  /** Everything that is trained or remembered, under the names of checkpoints. */
  readonly parameters: Parameters;
  /** The encoder's share of them as pre-training names it, with 'encoder.': what a checkpoint to start from is matched with. */
  readonly encoderParameters: Parameters;
  readonly groups: readonly ParamGroup[];
  /**
   * Logits, `[batch, classes]`, of images in [0, 1], `[batch, channels, height, width]`; absent in a method that tells no classes.
   */
  classify?(images: tf.Tensor, pass?: Pass): tf.Tensor;
  /**
   * Logits of every pixel, `[batch, height, width, classes]`, of images in [0, 1], `[batch, channels, height, width]`; absent in a
   * method that does not segment.
   */
  segment?(images: tf.Tensor): tf.Tensor;
  /**
   * @param source what is trained on, and what is held out of it
   * @throws UserError when what it needs beside the images cannot be used
   */
  objective(source: TrainingFolder): Promise<Objective>;
}

/** What a method does with the images at hand. */
export interface Objective {
  /** How samples are made of images. */
  readonly view: ViewSpec;
  /** What batches have beside the view. */
  readonly ofEntry: readonly EntryField[];
  /** How often in a row an image comes in an epoch; once by default. */
  readonly repeats?: number;
  /** What a step takes from a batch, in this order. */
  readonly fields: readonly FieldSpec[];
  /** Those of the fields that are drawn for a batch of `size` samples as a whole, by name. */
  ofBatch?(size: number, random: Random): Readonly<Record<string, Float32Array>>;
  /** What `loss` gives beside the loss, by name. */
  readonly metrics: readonly string[];
  /** The metrics that `loss` gives the parts of: means over some of a step's samples, which not every step has. */
  readonly parts?: readonly string[];
  /**
   * Differentiable; part of the compiled step.
   *
   * @param batch `[batch, ...shape]` of each of `fields`, by name
   */
  loss(batch: Readonly<Record<string, tf.Tensor>>, pass: Pass): Loss;
  /**
   * What the loss of a batch is a mean over, a scalar that other batches' are compared with; absent = its samples. Part of the
   * compiled step.
   */
  weight?(batch: Readonly<Record<string, tf.Tensor>>): tf.Scalar | undefined;
  /** What shows how far the training is; absent = nothing does, or the config wants none. */
  samples?(folder: string, giveUp: GiveUp): Promise<SampleWriter | undefined>;
  dispose(): void;
}

export interface WrittenSamples {
  file: string;
  /** What was measured of them; nothing where there is nothing to say. */
  values: MetricValues;
}

export interface Loss {
  /** Scalar. */
  loss: tf.Scalar;
  /** A scalar for each of the objective's `metrics`. */
  metrics?: Readonly<Record<string, tf.Scalar>>;
  /** For the objective's `parts`, in their order, `[parts]`: what they add to the loss, and their share in what it is a mean over. */
  parts?: { sums: tf.Tensor1D; weights: tf.Tensor1D };
}

/** Hears of an entry of a source that cannot be decoded, and why (a phrase). */
export type GiveUp = (entry: number, reason: string) => void;

/** Writes what the model makes of the same few images, every now and then. */
export interface SampleWriter {
  write(epoch: number, step: number): Promise<WrittenSamples>;
  dispose(): void;
}

import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../data/batch.js';
import { type Shard, whole } from '../data/shard.js';
import type { Method, Objective } from '../methods/method.js';
import { learned } from '../optimisation/groups.js';
import { Random } from '../random.js';

/** A batch as a step needs it, or a part of one: its samples from `first` on, of `total`. */
export type Samples = Pick<Batch, 'size' | 'fields'> & { part?: { first: number; total: number } };

/** What of a method has a gradient. */
export interface Differentiated {
  method: Pick<Method, 'encoder' | 'parameters' | 'groups'>;
  objective: Pick<Objective, 'fields' | 'ofBatch' | 'metrics' | 'parts' | 'loss' | 'weight'>;
  /** Names the random streams of the steps, of each of several that share the batches. */
  seed: number;
  shard?: Shard;
}

/** The gradient of the loss of a batch, or of a part of one. */
export class Gradient {
  /** The variables that are learned, in the order of their gradients. */
  readonly learned: readonly tf.Variable[];

  constructor(private readonly parts: Differentiated) {
    const { parameters, groups } = parts.method;
    this.learned = learned(parameters, groups).map(({ name }) => parameters.get(name));
  }

  /** The tensors of a batch as `report` takes them: the objective's fields, and which branches count, if any are ever dropped. */
  inputs({ size, fields, part }: Samples, step: number): tf.Tensor[] {
    const { objective } = this.parts;
    const drawn = objective.ofBatch?.(size, this.random(0xba, step));
    const batch = objective.fields.map(({ name, shape }) => {
      const values = fields[name] ?? drawn?.[name];
      if (!values) throw new Error(`The batch has no ${name}, which the step needs.`);
      return tf.tensor(values, [size, ...shape]);
    });
    return [...batch, ...this.drawKeep(size, step, part)];
  }

  /**
   * Traced into a compiled step.
   *
   * @param scale what the loss is multiplied with on the way back, and the gradient divided by
   * @returns the loss, the objective's metrics and what it says of its parts, `[measured]`, kept beyond any scope; and the gradients
   */
  of(batch: readonly tf.Tensor[], scale?: tf.Tensor): { measured: tf.Tensor1D; gradients: tf.Tensor[] } {
    const { fields, metrics: names, loss: lossOf } = this.parts.objective;
    const named = this.named(batch);
    const pass = { training: true, keep: batch[fields.length] };
    let measured!: tf.Tensor1D;
    const { grads } = tf.variableGrads(() => {
      const { loss, metrics, parts } = lossOf(named, pass);
      const scalars = tf.stack([loss, ...names.map(name => metrics![name]!)]) as tf.Tensor1D;
      // Beyond the scope of the gradient.
      measured = tf.keep(parts ? tf.concat([scalars, parts.sums, parts.weights]) : scalars);
      return scale ? tf.mul(loss, scale) : loss;
    }, [...this.learned]);
    const gradients = this.learned.map(v => grads[v.name]!);
    return { measured, gradients: scale ? gradients.map(gradient => tf.div(gradient, scale)) : gradients };
  }

  /**
   * Traced: squared norm of the gradient, weight of the batch among others, loss and metrics as one tensor; and the gradients.
   */
  report(batch: readonly tf.Tensor[], scale?: tf.Tensor): tf.Tensor[] {
    const { measured, gradients } = this.of(batch, scale);
    const squares = tf.addN(gradients.map(gradient => tf.sum(tf.square(gradient))));
    const weight = this.parts.objective.weight?.(this.named(batch)) ?? tf.scalar(batch[0]!.shape[0]!);
    const report = tf.concat([tf.stack([squares, weight]) as tf.Tensor1D, measured]);
    tf.dispose(measured);
    return [report, ...gradients];
  }

  private named(batch: readonly tf.Tensor[]): Record<string, tf.Tensor> {
    return Object.fromEntries(this.parts.objective.fields.map(({ name }, i) => [name, batch[i]!]));
  }

  /**
   * Which residual branches count for which image in this step: `[2 * depth, size]`, or nothing without drop path. Drawn for the
   * whole batch, so that parts of it drop what the whole would.
   */
  private drawKeep(size: number, step: number, part: Samples['part']): tf.Tensor[] {
    const rates = this.parts.method.encoder.dropRates;
    if (rates.length === 0) return [];
    const { first, total } = part ?? { first: 0, total: size };
    const random = part ? new Random(this.parts.seed, 0xd0, step) : this.random(0xd0, step);
    const keep = rates.flatMap(rate =>
      Array.from({ length: total }, () => (random.bernoulli(rate) ? 0 : 1 / (1 - rate))).slice(first, first + size),
    );
    return [tf.tensor2d(keep, [rates.length, size])];
  }

  /** A stream of this one's own, where several train. */
  private random(stream: number, step: number): Random {
    const { seed, shard: { rank, of } = whole } = this.parts;
    return new Random(seed, stream, step, ...(of > 1 ? [rank] : []));
  }
}

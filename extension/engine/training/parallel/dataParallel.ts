import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../config/schema.js';
import { sliceOf } from '../../data/batch.js';
import type { ImageFolder } from '../../data/folder.js';
import { partOf, type Shard } from '../../data/shard.js';
import type { Method, Objective } from '../../methods/method.js';
import type { Samples } from '../gradient.js';
import type { Reducer } from '../step.js';
import { GradientThread } from './gradientThread.js';
import { partsOf, sharedReport, sharedWeights } from './sharedValues.js';

/** A run whose steps are to be shared. */
export interface SharedRun {
  config: Config;
  source: ImageFolder;
  method: Method;
  objective: Objective;
}

/**
 * Data parallelism over threads, as PyTorch's DistributedDataParallel has it over processes: each has the whole model and a part of the
 * batch, this thread the first one, and the gradients are averaged in the order of the parts, so that the same number of threads
 * computes the same to the bit. A batch norm sees its part alone, and its running statistics are those of the first.
 */
export class DataParallel implements Reducer {
  readonly shard: Shard;
  private readonly method: Method;
  private readonly weights: Float32Array;
  private readonly others: readonly { thread: GradientThread; report: Float32Array }[];
  /** When the others are done with the step that is going on. */
  private done: Promise<void>[] = [];

  /** @param of how many threads train, this one included */
  constructor({ config, source, method, objective }: SharedRun, of: number) {
    this.shard = { rank: 0, of };
    this.method = method;
    this.weights = sharedWeights(method);
    this.others = Array.from({ length: of - 1 }, (_, i) => {
      const report = sharedReport(method, objective);
      const values = { weights: this.weights, report };
      return { report, thread: new GradientThread({ config, source, shard: { rank: i + 1, of }, values }) };
    });
  }

  /** Resolves when all threads have loaded their code, which may then go from the disk. */
  async loaded(): Promise<void> {
    await Promise.all(this.others.map(({ thread }) => thread.loaded));
  }

  share(batch: Samples, step: number): Samples {
    const part = partsOf(this.weights);
    for (const variable of this.method.parameters.variablesOfState()) {
      part(variable.size).set(variable.dataSync<'float32'>());
    }
    const of = Math.min(this.shard.of, batch.size);
    const [own, ...parts] = Array.from({ length: of }, (_, rank) => {
      const { first, end } = partOf(batch.size, { rank, of });
      return { ...sliceOf(batch, first, end), part: { first, total: batch.size } };
    });
    this.done = parts.map((samples, i) => this.others[i]!.thread.compute({ step, samples }));
    return own!;
  }

  async mean(values: readonly tf.Tensor[], weight: number): Promise<tf.Tensor[]> {
    await Promise.all(this.done);
    const reports = this.others.slice(0, this.done.length).map(({ report }) => report);
    const weights = [weight, ...reports.map(report => report[1]!)];
    const total = weights.reduce((sum, one) => sum + one, 0);
    // Where nothing counts, as in masks without classes, there is no gradient either.
    const [own, ...shares] = weights.map(one => one / (total || 1));
    const parts = reports.map(partsOf);
    return tf.tidy(() =>
      values.map(value =>
        parts.reduce<tf.Tensor>(
          (sum, part, i) => tf.add(sum, tf.mul(tf.tensor(part(value.size), value.shape), shares[i]!)),
          tf.mul(value, own!),
        ),
      ),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.others.map(({ thread }) => thread.close()));
  }
}

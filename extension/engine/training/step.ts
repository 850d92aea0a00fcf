import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../data/batch.js';
import type { Method, Objective } from '../methods/method.js';
import { learned } from '../optimisation/groups.js';
import type { Optimiser, RateOf } from '../optimisation/optimiser.js';
import { Random } from '../random.js';
import { type CompiledStep, type Precision, runtime, type TensorFunction } from '../runtime/runtime.js';
import { Update, type UpdateOptions } from './update.js';

/** How gradients become updates. */
export interface StepOptions extends UpdateOptions {
  /** Names the random streams of the steps. */
  seed: number;
  /** By default single. */
  precision?: Precision;
  /** For processes that train together. */
  reducer?: Reducer;
}

/** Makes one gradient of those of all processes. */
export interface Reducer {
  /**
   * @param values the gradients of this process, and its loss and metrics; they stay the caller's
   * @returns their means over all processes
   */
  mean(values: readonly tf.Tensor[]): Promise<tf.Tensor[]>;
}

/** Where a step stands in its run. */
export interface StepPlace {
  /** 0-based over the whole run; names the step's random stream. */
  step: number;
  /** Learning rates, and number of this update counted from 1; used when `updates` is true. */
  rates: RateOf;
  update: number;
  /** Whether this micro-batch ends with an update (always, without accumulation). */
  updates: boolean;
}

/** The loss, the global L2 norm of the gradient before clipping, and the objective's metrics by their names. */
export type StepOutput = { loss: number; gradNorm: number } & Record<string, number>;

/** From the tensors of a batch, and what the optimiser needs, to `[2 + metrics]`: loss, gradient norm, metrics. */
type Execute = (batch: tf.Tensor[], hyper: tf.Tensor, updates: boolean) => Promise<tf.Tensor>;

/**
 * The training step: gradient, reduce, apply; all state in variables. In one process it is one compiled function; for processes
 * that train together it is one up to the gradient and one from there.
 */
export class TrainingStep {
  private readonly learned: tf.Variable[];
  private readonly update: Update;
  private readonly compiled: CompiledStep[] = [];
  private readonly execute: Execute;

  constructor(
    private readonly method: Pick<Method, 'encoder' | 'parameters' | 'groups'>,
    private readonly objective: Pick<Objective, 'fields' | 'ofBatch' | 'metrics' | 'loss'>,
    private readonly optimiser: Optimiser,
    private readonly options: StepOptions,
  ) {
    const { parameters, groups } = method;
    this.learned = learned(parameters, groups).map(({ name }) => parameters.get(name));
    this.update = new Update(optimiser, this.learned, options);
    this.execute = options.reducer ? this.inTwo(options.reducer) : this.inOne();
  }

  /** Runs one step; variables hold the new state when it resolves. */
  async run(
    { size, fields }: Pick<Batch, 'size' | 'fields'>,
    { step, rates, update, updates }: StepPlace,
  ): Promise<StepOutput> {
    const drawn = this.objective.ofBatch?.(size, new Random(this.options.seed, 0xba, step));
    const batch = this.objective.fields.map(({ name, shape }) => {
      const values = fields[name] ?? drawn?.[name];
      if (!values) throw new Error(`The batch has no ${name}, which the step needs.`);
      return tf.tensor(values, [size, ...shape]);
    });
    const hyper = this.optimiser.hyper(rates, update);
    const inputs = [...batch, ...this.drawKeep(step, size)];
    const report = await this.execute(inputs, hyper, updates);
    const [loss, gradNorm, ...metrics] = report.dataSync<'float32'>();
    tf.dispose([inputs, hyper, report]);
    const named = this.objective.metrics.map((name, i) => [name, metrics[i]!] as const);
    return { loss: loss!, gradNorm: gradNorm!, ...Object.fromEntries(named) };
  }

  /** Forgets a partly accumulated gradient, as the reference does at the start of every epoch. */
  resetAccumulation(): void {
    this.update.reset();
  }

  /** The running sum of the gradient of a learned parameter, if there is one. Part of the state of a run. */
  accumulated(parameter: string): tf.Variable | undefined {
    return this.update.sums[this.learned.indexOf(this.method.parameters.get(parameter))];
  }

  dispose(): void {
    for (const step of this.compiled) step.dispose();
    this.update.dispose();
  }

  private inOne(): Execute {
    const [update, accumulate] = this.forBoth(['train', 'accumulate'], updates => (hyper, ...batch) => {
      const { loss, metrics, gradients } = this.gradient(batch);
      return [reportOf([loss, this.update.apply(gradients, hyper!, updates)], metrics)];
    });
    return async (batch, hyper, updates) => (await (updates ? update : accumulate).run(hyper, ...batch))[0]!;
  }

  private inTwo(reducer: Reducer): Execute {
    const start = this.compile('gradient', (...batch) => {
      const { loss, metrics, gradients } = this.gradient(batch);
      return [reportOf([loss], metrics), ...gradients];
    });
    const [update, accumulate] = this.forBoth(['apply', 'collect'], updates => (report, hyper, ...gradients) => {
      const [loss, ...metrics] = tf.unstack(report!);
      return [tf.stack([loss!, this.update.apply(gradients, hyper!, updates), ...metrics])];
    });
    return async (batch, hyper, updates) => {
      const own = await start.run(...batch);
      const [report, ...gradients] = (await reducer.mean(own)) as [tf.Tensor, ...tf.Tensor[]];
      const [result] = await (updates ? update : accumulate).run(report, hyper, ...gradients);
      tf.dispose([own, report, gradients]);
      return result!;
    };
  }

  private compile(name: string, step: TensorFunction): CompiledStep {
    const variables = [
      ...this.method.parameters.variablesOfState(),
      ...this.optimiser.variables(),
      ...this.update.sums,
    ];
    const compiled = runtime().compile(name, step, variables, this.options.precision);
    this.compiled.push(compiled);
    return compiled;
  }

  private forBoth(names: [string, string], step: (updates: boolean) => TensorFunction): [CompiledStep, CompiledStep] {
    return [this.compile(names[0], step(true)), this.compile(names[1], step(false))];
  }

  /** @param batch the tensors of the objective's fields, and then which branches count, if any are ever dropped */
  private gradient(batch: readonly tf.Tensor[]) {
    const { fields, metrics: names } = this.objective;
    const named = Object.fromEntries(fields.map(({ name }, i) => [name, batch[i]!]));
    const pass = { training: true, keep: batch[fields.length] };
    let metrics: tf.Tensor[] = [];
    const { value: loss, grads } = tf.variableGrads(() => {
      const result = this.objective.loss(named, pass);
      // Beyond the scope of the gradient.
      metrics = names.map(name => tf.keep(result.metrics![name]!));
      return result.loss;
    }, this.learned);
    return { loss, metrics, gradients: this.learned.map(v => grads[v.name]!) };
  }

  /** Which residual branches count for which image in this step: `[2 * depth, batch]`, or nothing without drop path. */
  private drawKeep(step: number, batch: number): tf.Tensor[] {
    const rates = this.method.encoder.dropRates;
    if (rates.length === 0) return [];
    const random = new Random(this.options.seed, 0xd0, step);
    const keep = rates.flatMap(rate =>
      Array.from({ length: batch }, () => (random.bernoulli(rate) ? 0 : 1 / (1 - rate))),
    );
    return [tf.tensor2d(keep, [rates.length, batch])];
  }
}

/** @param kept out of a gradient: nothing else would let go of them */
function reportOf(values: readonly tf.Tensor[], kept: readonly tf.Tensor[]): tf.Tensor {
  const report = tf.stack([...values, ...kept]);
  tf.dispose([...kept]);
  return report;
}

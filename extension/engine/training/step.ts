import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../data/batch.js';
import type { Method, Objective } from '../methods/method.js';
import { learned } from '../optimisation/groups.js';
import type { Optimiser, RateOf } from '../optimisation/optimiser.js';
import { Random } from '../random.js';
import { type CompiledStep, type Precision, runtime, type TensorFunction } from '../runtime/runtime.js';
import type { LossScale } from './lossScale.js';
import { Update, type UpdateOptions } from './update.js';

/** How gradients become updates. */
export interface StepOptions extends UpdateOptions {
  /** Names the random streams of the steps. */
  seed: number;
  /** By default single. */
  precision?: Precision;
  /** For gradients in float16. */
  lossScale?: LossScale;
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

/**
 * The loss, the global L2 norm of the gradient before clipping, and the objective's metrics by their names. A gradient that overflowed
 * in float16 has no norm, and nothing was updated with it.
 */
export type StepOutput = { loss: number; gradNorm?: number } & Record<string, number>;

/** From the tensors of a batch, and what the optimiser needs, to gradient norm if there is one, loss, and metrics. */
type Execute = (batch: tf.Tensor[], hyper: tf.Tensor, updates: boolean) => Promise<(number | undefined)[]>;

/**
 * The training step: gradient, reduce, apply; all state in variables. It is one compiled function, but where something is to be
 * done with the gradient in between: for processes that train together, and for gradients that may overflow.
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
    this.execute = options.reducer || options.lossScale ? this.inTwo(options) : this.inOne();
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
    const [gradNorm, loss, ...metrics] = await this.execute(inputs, hyper, updates);
    tf.dispose([inputs, hyper]);
    const named = this.objective.metrics.map((name, i) => [name, metrics[i]!] as const);
    return { loss: loss!, ...(gradNorm !== undefined && { gradNorm }), ...Object.fromEntries(named) };
  }

  /** Forgets a partly accumulated gradient, as the reference does at the start of every epoch. */
  resetAccumulation(): void {
    this.update.reset();
    this.options.lossScale?.forget();
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
      const { measured, gradients } = this.gradient(batch);
      return [reportOf(this.update.apply(gradients, hyper!, updates), measured)];
    });
    return async (batch, hyper, updates) => {
      const [report] = await (updates ? update : accumulate).run(hyper, ...batch);
      return valuesOf(report!);
    };
  }

  private inTwo({ reducer, lossScale }: StepOptions): Execute {
    const start = this.compile('gradient', (scale, ...batch) => {
      const { measured, gradients } = this.gradient(batch, scale);
      return [reportOf(squaredNorm(gradients), measured), ...gradients];
    });
    const [update, accumulate] = this.forBoth(['apply', 'collect'], updates => (hyper, ...gradients) => [
      this.update.apply(gradients, hyper!, updates),
    ]);
    return async (batch, hyper, updates) => {
      const scale = tf.scalar(lossScale?.state.scale ?? 1);
      const own = await start.run(scale, ...batch);
      const [report, ...gradients] = reducer ? await reducer.mean(own) : own;
      const [squares, ...measured] = valuesOf(report!);
      let norm: number | undefined;
      if (!lossScale || lossScale.take(Number.isFinite(squares), updates)) {
        const [result] = await (updates ? update : accumulate).run(hyper, ...gradients);
        [norm] = valuesOf(result!);
      } else if (updates) {
        this.update.reset();
      }
      tf.dispose([scale, own, gradients]);
      return [norm, ...measured];
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

  /**
   * @param batch the tensors of the objective's fields, and then which branches count, if any are ever dropped
   * @param scale what the loss is multiplied with on the way back, and the gradient divided by
   */
  private gradient(batch: readonly tf.Tensor[], scale?: tf.Tensor) {
    const { fields, metrics: names } = this.objective;
    const named = Object.fromEntries(fields.map(({ name }, i) => [name, batch[i]!]));
    const pass = { training: true, keep: batch[fields.length] };
    let measured: tf.Tensor[] = [];
    const { grads } = tf.variableGrads(() => {
      const { loss, metrics } = this.objective.loss(named, pass);
      // Beyond the scope of the gradient.
      measured = [loss, ...names.map(name => metrics![name]!)].map(value => tf.keep(value));
      return scale ? tf.mul(loss, scale) : loss;
    }, this.learned);
    const gradients = this.learned.map(v => grads[v.name]!);
    return { measured, gradients: scale ? gradients.map(gradient => tf.div(gradient, scale)) : gradients };
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

function squaredNorm(gradients: readonly tf.Tensor[]): tf.Tensor {
  return tf.addN(gradients.map(gradient => tf.sum(tf.square(gradient))));
}

/** The numbers of a report, which ends. */
function valuesOf(report: tf.Tensor): number[] {
  const values = [...report.dataSync<'float32'>()];
  report.dispose();
  return values;
}

/** @param kept out of a gradient: nothing else would let go of them */
function reportOf(norm: tf.Tensor, kept: readonly tf.Tensor[]): tf.Tensor {
  const report = tf.stack([norm, ...kept]);
  tf.dispose([...kept]);
  return report;
}

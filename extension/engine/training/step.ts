import * as tf from '@tensorflow/tfjs-core';
import type { Shard } from '../data/shard.js';
import type { Optimiser, RateOf } from '../optimisation/optimiser.js';
import { type CompiledStep, type Precision, runtime, type TensorFunction } from '../runtime/runtime.js';
import { type Differentiated, Gradient, type Samples } from './gradient.js';
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
  /** For threads or processes that train together. */
  reducer?: Reducer;
}

/** Makes one gradient of those of all that train together. */
export interface Reducer {
  /** Which of them this one is. */
  readonly shard: Shard;
  /** Where they share the batches of this one: hands out what others compute of a batch, and keeps the rest. */
  share?(batch: Samples, step: number): Samples;
  /**
   * @param values the gradients of this one, and its loss and metrics; they stay the caller's
   * @param weight what they count beside those of others
   * @returns their means over all
   */
  mean(values: readonly tf.Tensor[], weight: number): Promise<tf.Tensor[]>;
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
type Execute = (batch: readonly tf.Tensor[], hyper: tf.Tensor, updates: boolean) => Promise<(number | undefined)[]>;

/**
 * The training step: gradient, reduce, apply; all state in variables. It is one compiled function, but where something is to be
 * done with the gradient in between: for threads or processes that train together, and for gradients that may overflow.
 */
export class TrainingStep {
  private readonly gradient: Gradient;
  private readonly update: Update;
  private readonly compiled: CompiledStep[] = [];
  private readonly execute: Execute;

  constructor(
    private readonly method: Differentiated['method'],
    private readonly objective: Differentiated['objective'],
    private readonly optimiser: Optimiser,
    private readonly options: StepOptions,
  ) {
    const { seed, reducer, lossScale } = options;
    this.gradient = new Gradient({ method, objective, seed, shard: reducer?.shard });
    this.update = new Update(optimiser, this.gradient.learned, options);
    this.execute = reducer || lossScale ? this.inTwo(options) : this.inOne();
  }

  /** Runs one step; variables hold the new state when it resolves. */
  async run(batch: Samples, { step, rates, update, updates }: StepPlace): Promise<StepOutput> {
    const own = this.options.reducer?.share?.(batch, step) ?? batch;
    const inputs = this.gradient.inputs(own, step);
    const hyper = this.optimiser.hyper(rates, update);
    const [gradNorm, loss, ...measured] = await this.execute(inputs, hyper, updates);
    tf.dispose([inputs, hyper]);
    return { loss: loss!, ...(gradNorm !== undefined && { gradNorm }), ...this.named(measured) };
  }

  /** Forgets a partly accumulated gradient, as the reference does at the start of every epoch. */
  resetAccumulation(): void {
    this.update.reset();
    this.options.lossScale?.forget();
  }

  /** The running sum of the gradient of a learned parameter, if there is one. Part of the state of a run. */
  accumulated(parameter: string): tf.Variable | undefined {
    return this.update.sums[this.gradient.learned.indexOf(this.method.parameters.get(parameter))];
  }

  dispose(): void {
    for (const step of this.compiled) step.dispose();
    this.update.dispose();
  }

  /** The objective's metrics by their names, and those of its parts that the step had. */
  private named(measured: readonly (number | undefined)[]): Record<string, number> {
    const { metrics, parts = [] } = this.objective;
    const named = metrics.map((name, i) => [name, measured[i]!] as const);
    const sums = measured.slice(metrics.length);
    const means = parts.map((name, i) => [name, sums[i]! / sums[parts.length + i]!] as const);
    return Object.fromEntries([...named, ...means.filter((_, i) => sums[parts.length + i] !== 0)]);
  }

  private inOne(): Execute {
    const [update, accumulate] = this.forBoth(['train', 'accumulate'], updates => (hyper, ...batch) => {
      const { measured, gradients } = this.gradient.of(batch);
      const norm = tf.reshape(this.update.apply(gradients, hyper!, updates), [1]);
      const report = tf.concat([norm, measured]);
      tf.dispose(measured);
      return [report];
    });
    return async (batch, hyper, updates) => {
      const [report] = await (updates ? update : accumulate).run(hyper, ...batch);
      return valuesOf(report!);
    };
  }

  private inTwo({ reducer, lossScale }: StepOptions): Execute {
    const start = this.compile('gradient', (...inputs) => {
      const [scale, batch] = lossScale ? [inputs[0], inputs.slice(1)] : [undefined, inputs];
      return this.gradient.report(batch, scale);
    });
    const [update, accumulate] = this.forBoth(['apply', 'collect'], updates => (hyper, ...gradients) => [
      this.update.apply(gradients, hyper!, updates),
    ]);
    return async (batch, hyper, updates) => {
      const scale = lossScale ? [tf.scalar(lossScale.state.scale)] : [];
      const own = await start.run(...scale, ...batch);
      const [report, ...gradients] = reducer ? await reducer.mean(own, weightOf(own[0]!)) : own;
      const [squares, , ...measured] = valuesOf(report!);
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
}

/** What a report of `Gradient.report` counts. */
function weightOf(report: tf.Tensor): number {
  return report.dataSync()[1]!;
}

/** The numbers of a report, which ends. */
function valuesOf(report: tf.Tensor): number[] {
  const values = [...report.dataSync<'float32'>()];
  report.dispose();
  return values;
}

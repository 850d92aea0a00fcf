import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../config/schema.js';
import { degrades, maskedImages } from '../../config/tasks.js';
import { chooseMasks } from '../../corruption/filter.js';
import type { Batch } from '../../data/loader.js';
import type { ShapedBand } from '../../frequency/maskShape.js';
import { lowPassMasks, type PretextInput } from './objective.js';

/** What of a batch a step may need. */
export type TrainingBatch = Pick<Batch, 'images' | 'degraded' | 'lowPass'> & Partial<Pick<Batch, 'masked' | 'bands'>>;

type Name = keyof TrainingBatch;

/** Batches on their way into a compiled step, which takes no more of them than the config's tasks need. */
export class BatchInputs {
  /** In the order in which the step takes them. */
  private readonly names: readonly Name[];
  /** The low-pass masks that images may have, one for each band. */
  private readonly masks: tf.Tensor3D;
  private readonly size: number;

  /** @param bands what `Batch.bands` chooses from */
  constructor({ DATA: data }: Pick<Config, 'DATA'>, bands: readonly ShapedBand[]) {
    const masked = maskedImages(data);
    const names: Name[] = ['images'];
    if (degrades(data)) names.push('degraded');
    if (masked !== 'none') names.push('lowPass');
    if (masked === 'some') names.push('masked');
    if (masked !== 'none' && bands.length > 1) names.push('bands');
    this.names = names;
    this.size = data.IMG_SIZE;
    this.masks = lowPassMasks(this.size, bands);
  }

  /** How many tensors a batch is. */
  get count(): number {
    return this.names.length;
  }

  /** The tensors of a batch; the caller disposes of them. */
  tensors(batch: TrainingBatch): tf.Tensor[] {
    const images = batch.lowPass.length;
    return this.names.map(name => {
      const values = batch[name];
      if (!values) throw new Error(`The batch has no ${name}, which the tasks of the config need.`);
      if (name === 'bands') return this.oneHot(values);
      return values instanceof Float32Array
        ? tf.tensor4d(values, [images, 3, this.size, this.size])
        : tf.tensor1d(Float32Array.from(values));
    });
  }

  /** What the objective takes, from the tensors of a batch. */
  pretext(tensors: readonly tf.Tensor[]): PretextInput {
    const named = Object.fromEntries(this.names.map((name, i) => [name, tensors[i]])) as Partial<
      Record<Name, tf.Tensor>
    >;
    const { images, degraded, lowPass, masked, bands } = named;
    // One-hot rows times the masks: exact, and unlike gathering by index it needs no value while a step is traced.
    const [count, height, columns] = this.masks.shape;
    const chosen = bands && tf.matMul(bands as tf.Tensor2D, tf.reshape(this.masks, [count, height * columns]));
    const masks = chosen ? tf.reshape(chosen, [-1, height, columns]) : this.masks;
    return { images: images!, degraded, kept: lowPass && chooseMasks(lowPass, masks), masked };
  }

  private oneHot(bands: ArrayLike<number>): tf.Tensor2D {
    const count = this.masks.shape[0];
    const rows = new Float32Array(bands.length * count);
    for (let i = 0; i < bands.length; i++) rows[i * count + bands[i]!] = 1;
    return tf.tensor2d(rows, [bands.length, count]);
  }

  dispose(): void {
    this.masks.dispose();
  }
}

import * as tf from '@tensorflow/tfjs-core';
import { type CompiledStep, runtime } from '../runtime/runtime.js';
import type { LabelledFeatures } from './labelledFeatures.js';

/** Rows that are multiplied at once. Measured, larger blocks, whose cosines leave the caches, take more time for each product. */
const BANK_BLOCK = 2048;
const QUERY_BLOCK = 1024;
const TINY = 1e-30;

type Features = Pick<LabelledFeatures, 'values' | 'width'>;

export interface NeighbourOptions {
  /** Neighbours of each query; at most as many as the bank has rows. */
  k: number;
  signal?: AbortSignal;
  /** Products done, of all. */
  onProgress?(done: number, total: number): void;
}

/**
 * The rows of a bank with the greatest cosine to each query, `[queries, k]`, the nearest first. Compares blocks of one with blocks of
 * the other and keeps the best, so that memory does not grow with the product of their numbers.
 *
 * @throws the signal's reason when it aborts
 */
export async function nearest(bank: Features, queries: Features, options: NeighbourOptions): Promise<Uint32Array> {
  const { k, signal, onProgress } = options;
  const [rows, count] = [bank, queries].map(({ values, width }) => values.length / width) as [number, number];
  const best = new BestOf(count, k);
  const total = Math.ceil(rows / BANK_BLOCK) * Math.ceil(count / QUERY_BLOCK);
  const step = comparison(k);
  let done = 0;
  try {
    for (let first = 0; first < rows; first += BANK_BLOCK) {
      const bankBlock = tf.tidy(() => tf.transpose(unit(block(bank, first, BANK_BLOCK))));
      try {
        for (let query = 0; query < count; query += QUERY_BLOCK) {
          signal?.throwIfAborted();
          const queryBlock = block(queries, query, QUERY_BLOCK);
          const found = await step.run(queryBlock, bankBlock);
          const [cosines, indices] = found.map(tensor => tensor.dataSync());
          best.take(query, first, cosines as Float32Array, indices as Int32Array, found[0]!.shape[1]!);
          tf.dispose([queryBlock, found]);
          onProgress?.(++done, total);
        }
      } finally {
        bankBlock.dispose();
      }
    }
  } finally {
    step.dispose();
  }
  return best.rows;
}

/**
 * From queries, `[queries, width]`, and rows of the bank of length 1, `[width, bank]`, to the greatest cosines of each query and their
 * places in the bank. It pays that the bank comes upright: wasm keeps such a factor packed from one product to the next.
 */
function comparison(k: number): CompiledStep {
  const step = (queries?: tf.Tensor, bank?: tf.Tensor) => {
    const cosines = tf.matMul(unit(queries as tf.Tensor2D), bank as tf.Tensor2D);
    const { values, indices } = tf.topk(cosines, Math.min(k, cosines.shape[1]!));
    return [values, indices];
  };
  return runtime().compile('neighbours', step, []);
}

function unit(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.div(rows, tf.maximum(tf.norm(rows, 2, 1, true), TINY));
}

function block({ values, width }: Features, first: number, most: number): tf.Tensor2D {
  const part = values.subarray(first * width, (first + most) * width);
  return tf.tensor2d(part, [part.length / width, width]);
}

/** The best of each query so far. */
class BestOf {
  /** `[queries, k]`, the nearest first. */
  readonly rows: Uint32Array;
  private readonly cosines: Float32Array;

  constructor(
    queries: number,
    private readonly k: number,
  ) {
    this.rows = new Uint32Array(queries * k);
    this.cosines = new Float32Array(queries * k).fill(-Infinity);
  }

  /**
   * Merges what a block of the bank, which starts at row `first`, has for queries from `query` on. Of equal cosines the row that came
   * first stays before.
   *
   * @param cosines `[queries, found]`, each query's in falling order
   */
  take(query: number, first: number, cosines: Float32Array, indices: Int32Array, found: number): void {
    const { k } = this;
    for (let i = 0; i < cosines.length; i++) {
      const start = (query + Math.floor(i / found)) * k;
      const cosine = cosines[i]!;
      let place = start + k - 1;
      if (!(cosine > this.cosines[place]!)) continue;
      for (; place > start && cosine > this.cosines[place - 1]!; place--) {
        this.cosines[place] = this.cosines[place - 1]!;
        this.rows[place] = this.rows[place - 1]!;
      }
      this.cosines[place] = cosine;
      this.rows[place] = first + indices[i]!;
    }
  }
}

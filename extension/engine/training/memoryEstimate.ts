import type { Config } from '../config/schema.js';
import type { Runtime } from '../runtime/runtime.js';

/** What a backend needs, fitted to the measurements in `test/unit/memoryEstimate.test.ts`. */
interface Costs {
  /** Bytes of the process before the model: Node, the library, a decoding thread or two. */
  process: number;
  /** Values per value of a batch's images: the images themselves, batches decoded ahead, spectra, predictions. */
  images: number;
  /** Values that a block keeps for the backward pass, per value of its tokens and per value of its attention matrices. */
  tokens: number;
  attention: number;
  /** With TRAIN.USE_CHECKPOINT: blocks whose values exist at a time. Where nothing is saved by it: left out. */
  recomputed?: number;
}

const costs: Record<Runtime['name'], Costs> = {
  // Fused pieces start again from their inputs in the backward pass. Measured, USE_CHECKPOINT changes nothing here.
  tensorflow: { process: 0.62e9, images: 8, tokens: 16, attention: 3 },
  // Every intermediate of every operation lives until the step ends.
  wasm: { process: 0.22e9, images: 40, tokens: 140, attention: 8, recomputed: 2.3 },
};

/** Copies of all parameters: weights, two moments, gradient, and weights and moments again while a checkpoint is saved. */
const COPIES = 7;
/** With accumulation also the sum of gradients: old, new, and again while a checkpoint is saved. */
const COPIES_ACCUMULATING = 10;

const FLOAT_BYTES = 4;

/**
 * Estimate of the largest resident memory of a run in bytes, on the host:
 *
 *     process + 4 * (copies * parameters + batch * (images * 3 S^2 + sum over blocks of (tokens * N w + attention * h N^2)))
 *
 * with S the side of an image in pixels, N tokens an image, w the width and h the heads of a block. With recomputation a
 * block keeps its input alone, N w, and a few blocks at a time have the rest. Within a factor of 1.6 of what was measured
 * on CPUs; on a GPU, most of it is memory of the device.
 */
export function estimateMemory(config: Config, parameters: number, backend: Runtime['name']): number {
  const { process, images, tokens, attention, recomputed } = costs[backend];
  const { IMG_SIZE: side, BATCH_SIZE: batch } = config.DATA;
  const blocks = blocksOf(config);
  const kept = blocks.map(block => tokens * block.tokens * block.width + attention * block.heads * block.tokens ** 2);
  const inputs = blocks.map(block => block.tokens * block.width);
  const recomputes = config.TRAIN.USE_CHECKPOINT && recomputed !== undefined;
  const activations = recomputes ? sum(inputs) + recomputed * Math.max(...kept) : sum(kept);
  const copies = config.TRAIN.ACCUMULATION_STEPS > 1 ? COPIES_ACCUMULATING : COPIES;
  return process + FLOAT_BYTES * (copies * parameters + batch * (images * 3 * side ** 2 + activations));
}

interface Block {
  tokens: number;
  width: number;
  heads: number;
}

/** The blocks of encoder and decoder. */
function blocksOf({ DATA, MODEL }: Config): Block[] {
  const { PATCH_SIZE, EMBED_DIM, DEPTH, NUM_HEADS, DECODER } = MODEL.VIT;
  const tokens = Math.floor(DATA.IMG_SIZE / PATCH_SIZE) ** 2 + 1;
  return [
    ...Array<Block>(DEPTH).fill({ tokens, width: EMBED_DIM, heads: NUM_HEADS }),
    ...Array<Block>(DECODER.DEPTH).fill({ tokens, width: DECODER.EMBED_DIM, heads: DECODER.NUM_HEADS }),
  ];
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { Config } from '../config/schema.js';
import { cells } from '../input/grid.js';
import { valuesOf } from '../input/input.js';
import type { Method } from '../methods/method.js';
import type { Encoder, Layer } from '../models/encoder.js';
import type { Parameters } from '../models/parameters.js';
import { averageDecay } from '../optimisation/registry.js';
import type { Runtime } from '../runtime/runtime.js';

/** What a backend needs, fitted to the measurements in `test/unit/memoryEstimate.test.ts`. */
interface Costs {
  /** Bytes of the process before the model: Node, the library, a decoding thread or two. */
  process: number;
  /** Copies of all parameters, and how many more there are with accumulation, and as many again with averages of weights. */
  copies: number;
  more: number;
  /** Values per value of a batch's images: the images themselves, batches decoded ahead, spectra, predictions. */
  images: number;
  /** Values kept for the backward pass per value of a block's tokens, of its attention, and of convolved feature maps. */
  tokens: number;
  attention: number;
  maps: number;
  /** The same of what a head makes that is more than a layer. */
  head: number;
  /** With TRAIN.USE_CHECKPOINT: blocks whose values exist at a time. */
  recomputed: number;
}

const costs: Record<Runtime['name'], Costs> = {
  // Weights, two moments, gradient, and weights and moments again while a checkpoint is saved; with accumulation the sum
  // of gradients, old, new and saved; averages likewise. Fused pieces start again from their inputs in the backward pass.
  tensorflow: {
    process: 0.62e9,
    copies: 7,
    more: 3,
    images: 8,
    tokens: 16,
    attention: 3,
    maps: 5,
    head: 8,
    recomputed: 1,
  },
  // Every intermediate of every operation lives until the step ends, those of the optimiser too; of a batch norm, which
  // tidies up, only what is saved for the backward pass.
  wasm: {
    process: 0.22e9,
    copies: 18,
    more: 3,
    images: 40,
    tokens: 100,
    attention: 6,
    maps: 3,
    head: 10,
    recomputed: 1,
  },
};

const FLOAT_BYTES = 4;
/** Each further thread that trains: its own process-wide things, and weights, gradients and what they are shared in. */
const thread = { bytes: 0.1e9, copies: 4 };

/** What is trained. */
type Trained = Pick<Method, 'encoder' | 'headMaps'> & { parameters: Pick<Parameters, 'count'> };

/**
 * Estimate of the most memory of a run in bytes, resident in the host's or taken of the device's own:
 *
 *     process + 4 * (copies * parameters + batch * (images * C H W + sum over blocks of kept values))
 *
 * with C x H x W the values of an image. A transformer's block keeps tokens * N w + attention * h N M values, with N
 * tokens an image, w the width, h heads, and M tokens that one attends to; a residual block keeps maps * (values that its
 * convolutions make), a head for segmentation head * (values that its layers make). With recomputation a block keeps its
 * input alone, N w, and one block at a time has the rest. Within a factor of 1.6 of what was measured on CPUs. Where a device has
 * memory of its own, all but the process is there, which has not been measured.
 *
 * @param threads that share the batch (`trainingThreads`)
 */
export function estimateMemory(
  config: Config,
  { encoder, parameters, headMaps = [] }: Trained,
  { name, memory }: Pick<Runtime, 'name' | 'memory'>,
  threads = 1,
): number {
  const { process, copies, more, images, recomputed, ...per } = costs[name];
  const batch = config.DATA.BATCH_SIZE;
  const blocks = [...encoder.layers, ...decoderLayers(encoder)].map(layer => ofTransformer(layer, encoder, per));
  const kept = encoder.featureMaps?.map(values => per.maps * values) ?? blocks.map(block => block.kept);
  const inputs = sum(blocks.map(block => block.input));
  const recomputes = config.TRAIN.USE_CHECKPOINT;
  const activations = recomputes ? inputs + recomputed * Math.max(...kept) : sum(kept);
  const head = per.head * sum(headMaps);
  const others = threads - 1;
  const held =
    copies +
    others * thread.copies +
    (config.TRAIN.ACCUMULATION_STEPS > 1 ? more : 0) +
    (averageDecay(config) > 0 ? more : 0);
  return (
    (memory === undefined ? process + others * thread.bytes : 0) +
    FLOAT_BYTES * (held * parameters.count() + batch * (images * valuesOf(encoder.input) + activations + head))
  );
}

/** Values of a block's input and values that it keeps, per image. */
function ofTransformer(
  { grid, width, attention }: Layer,
  { classToken }: Encoder,
  per: Pick<Costs, 'tokens' | 'attention'>,
): { input: number; kept: number } {
  const tokens = cells(grid) + (classToken ? 1 : 0);
  const attended = attention?.window ? attention.window.size ** 2 : tokens;
  const matrices = (attention?.heads ?? 0) * tokens * attended;
  return { input: tokens * width, kept: per.tokens * tokens * width + per.attention * matrices };
}

/** The blocks of the transformer decoder, of an encoder that has one. */
function decoderLayers({ grid, decoder }: Encoder): Layer[] {
  if (!decoder) return [];
  const { depth, width, heads } = decoder;
  return Array.from({ length: depth }, (_, i) => ({ name: `decoder.${i}`, grid, width, attention: { heads } }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { ProbeRequest } from '../../protocol/measurement.js';
import { UserError } from '../errors.js';
import type { Encoder } from '../models/encoder.js';

/** What is taken of a model, from 0; no layer = what leaves the encoder. */
export interface Taken {
  pool: 'mean' | 'class';
  layer?: number;
}

/** @throws UserError for a layer or token that the model does not have */
export function takenOf({ layers, ...encoder }: Encoder, { layer, tokens }: ProbeRequest): Taken {
  if (layer !== undefined && layer > layers.length) {
    throw new UserError(`There is no layer ${layer}: a ${encoder.name} has layers 1 to ${layers.length}.`);
  }
  return { pool: poolOf(encoder, tokens), layer: layer === undefined ? undefined : layer - 1 };
}

function poolOf({ name, classToken, head }: Omit<Encoder, 'layers'>, tokens: ProbeRequest['tokens']): Taken['pool'] {
  if (tokens === 'pooled') return head.pooling === 'mean' ? 'mean' : 'class';
  if (tokens === 'patches') return 'mean';
  if (classToken) return 'class';
  throw new UserError(`A ${name} has no class token: take its patches instead.`);
}

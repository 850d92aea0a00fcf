import type { DegradationStrength, PretextTask } from '../../../extension/protocol/degradation.js';
import type { LookModel, Query } from '../../../extension/protocol/lookApi.js';

/** What was chosen in the tabs that look through the model, kept while the page is hidden. */
export interface LookState {
  /** Id of the image. */
  image?: string;
  /** What is done to the image; missing = what was done in the model's training. */
  tasks?: PretextTask[];
  /** How strongly; missing = about as in training. */
  strength?: DegradationStrength;
  mask: 'low' | 'high';
  /** In bins; missing = the model's own. */
  radius?: { inner: number; outer?: number };
  spectra: boolean;
  /** What the model predicts by itself, beside the restored image. */
  predictions: boolean;
  /** From 0; missing = the last. */
  layer?: number;
  /** A head from 0, the mean of all, or rollout through the layer. */
  head: number | 'mean' | 'rollout';
  query: 'class' | 'mean' | 'patch';
  /** The patch that was clicked last, by its number on the model's finest grid. */
  patch?: number;
  /** Of a map over its image, 0 to 1. */
  opacity: number;
  /** The class whose decision is explained, by its name; missing = the likeliest. */
  explained?: string;
  /** On the patches of which layer, from 0; missing = the network's usual one. */
  explainedLayer?: number;
}

/** What a page kept, as far as it is what this version keeps. */
export function restoredLook(kept: unknown): LookState {
  const state: LookState = {
    mask: 'low',
    spectra: false,
    predictions: false,
    head: 'mean',
    query: 'class',
    opacity: 0.7,
  };
  if (!isRecord(kept)) return state;
  const {
    image,
    tasks,
    strength,
    mask,
    radius,
    spectra,
    predictions,
    layer,
    head,
    query,
    patch,
    opacity,
    explained,
    explainedLayer,
  } = kept;
  if (typeof image === 'string') state.image = image;
  if (Array.isArray(tasks) && tasks.length > 0 && tasks.every(isTask)) state.tasks = tasks;
  if (isStrength(strength)) state.strength = strength;
  if (mask === 'low' || mask === 'high') state.mask = mask;
  if (isRecord(radius) && isNumber(radius['inner'])) {
    state.radius = { inner: radius['inner'], outer: isNumber(radius['outer']) ? radius['outer'] : undefined };
  }
  if (typeof spectra === 'boolean') state.spectra = spectra;
  if (typeof predictions === 'boolean') state.predictions = predictions;
  if (isIndex(layer)) state.layer = layer;
  if (isIndex(head) || head === 'mean' || head === 'rollout') state.head = head;
  if (query === 'class' || query === 'mean' || query === 'patch') state.query = query;
  if (isIndex(patch)) state.patch = patch;
  if (isNumber(opacity) && opacity >= 0 && opacity <= 1) state.opacity = opacity;
  if (typeof explained === 'string') state.explained = explained;
  if (isIndex(explainedLayer)) state.explainedLayer = explainedLayer;
  return state;
}

/** Whose attention is asked for; of a model without a class token, the mean of all patches stands for it. */
export function queryOf({ query, patch }: LookState, { classToken }: Pick<LookModel, 'classToken'>): Query {
  if (query === 'patch' && patch !== undefined) return patch;
  return query === 'mean' || !classToken ? 'mean' : 'class';
}

function isTask(value: unknown): value is PretextTask {
  return ['mfm', 'sr', 'deblur', 'denoise'].includes(value as string);
}

function isStrength(value: unknown): value is DegradationStrength {
  return isRecord(value) && ['factor', 'blurSigma', 'blurSize', 'noiseSigma'].every(key => isNumber(value[key]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

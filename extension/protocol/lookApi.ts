import type { DegradationStrength, PretextTask } from './degradation.js';
import type { Call } from './rpc.js';
import type { Radius } from './workerApi.js';

/** What looking through a model needs to know of it, read from the checkpoint's header. */
export interface LookModel {
  /** For people: 'ViT 12 x 384, patch 16'. */
  name: string;
  /** Side in pixels of its images. */
  imageSize: number;
  /** Its finest grid of patches: they are numbered on it, row by row, whatever the layer. */
  grid: readonly [rows: number, columns: number];
  classToken: boolean;
  /** First to last. */
  layers: LookLayer[];
  /** Where its config cuts, in bins. Messages to pages are JSON, which has no Infinity for a ring without end. */
  radius: Radius;
  /** Along which form, and whether squares and rhombuses enclose the area of the circle of that radius. */
  shape: 'circle' | 'square' | 'rhombus';
  areaMatched: boolean;
  /** What it was trained to restore: one task, or several on the same image. */
  tasks: PretextTask[];
  /** About how strongly the images of its training were degraded. */
  strength: DegradationStrength;
}

/** A layer whose tokens, and attention if it has any, can be looked at. */
export interface LookLayer {
  /** As in the names of its parameters: 'blocks.3', 'layer3.2'. */
  name: string;
  /** Of patches. */
  grid: readonly [rows: number, columns: number];
  /** Heads of its attention; absent = it has none. */
  heads?: number;
  /** Patches per side of the windows within which its tokens attend to each other; absent = all do to all. */
  window?: number;
}

/** Pixels as a screen shows them: `[height, width, 3]` bytes. */
export interface Rgb {
  width: number;
  height: number;
  data: Uint8Array;
}

/** What survives of the image, and where it is cut, in bins; by default where the model's config cuts. */
export interface LookMask {
  kind: 'low' | 'high';
  radius?: Radius;
}

/** What is done to an image before the model sees it; by default what was done in training. */
export interface LookCorruption {
  tasks?: PretextTask[];
  /** Of use with the task 'mfm' alone. */
  mask: LookMask;
  strength?: DegradationStrength;
}

export interface ReconstructionView {
  /** What was done to the pixels, in a sentence; absent = nothing. */
  degradation?: string;
  /** What the model is given. */
  input: Rgb;
  /** The frequencies that it was given, with the predicted ones in the place of the others; see `engine/corruption/restored.ts`. */
  restored: Rgb;
  original: Rgb;
  /** What the model predicts by itself; absent where that is the restored image. */
  prediction?: Rgb;
  /** Mean over the colours of |restored - original|, `[size, size]`. */
  error: Float32Array;
  /** The loss over what a mask removed, else over all frequencies, as `mfm reconstruct` reports it. */
  loss: number;
  /** Peak signal-to-noise ratio against the original in dB; null, being infinite, for equal pictures. */
  psnr: Record<'input' | 'restored', number | null> & { prediction?: number | null };
  /** ln(1 + magnitude), mean over the colours, shifted, `[size, size]`. */
  spectra?: Record<'input' | 'restored' | 'original', Float32Array> & { prediction?: Float32Array };
}

/** Whose attention is looked at: the class token, the mean over all patches, or one patch by its number. */
export type Query = 'class' | 'mean' | number;

/** Attention of one query in every layer that has it, first to last. */
export interface AttentionView {
  input: Rgb;
  layers: AttentionLayerView[];
}

/** Attention of one query in the heads of a layer; `patches` are those of the layer's own grid, row by row. */
export interface AttentionLayerView {
  /** `[heads, patches]`: attention to each patch; with `toClass` each head's sum is 1. */
  maps: Float32Array;
  /** `[heads]`: attention to the class token, where there is one. */
  toClass?: Float32Array;
  /** Attention rollout from the first layer through this one, over the patches of the first layer's grid. */
  rollout: Float32Array;
  /** `[heads]`: mean attention distance in pixels, over all patches as queries. */
  distance: Float32Array;
}

/** The tokens of the patches after every layer, first to last. */
export interface FeaturesView {
  input: Rgb;
  layers: LayerFeaturesView[];
}

/** The tokens of the patches after a layer; `patches` are those of its own grid, row by row. */
export interface LayerFeaturesView {
  /** `[patches, 3]` bytes: the first three principal components as colours, stretched from lowest to highest. */
  colours: Uint8Array;
  /** `[3]`: the share of the variance that each component has. */
  explained: Float32Array;
  /** `[patches]`: cosine similarity to the one that covers the chosen patch. */
  similarity?: Float32Array;
}

/** What the engine process answers. Paths are absolute. All throw UserError for what is no checkpoint of ours. */
export interface LookWorkerApi {
  lookModel: Call<{ checkpoint: string }, LookModel>;
  /** The model is kept between calls, so that a mask can be dragged. */
  reconstruction: Call<{ checkpoint: string; image: string; spectra: boolean } & LookCorruption, ReconstructionView>;
  /** Throws UserError for a model without attention, and the query 'class' of one without a class token. */
  attention: Call<{ checkpoint: string; image: string; query: Query }, AttentionView>;
  features: Call<{ checkpoint: string; image: string; patch?: number }, FeaturesView>;
}

/** An image that the host has given a name to; pages never see paths. */
export interface LookImage {
  id: string;
  name: string;
}

export type LookTab = 'reconstruction' | 'attention' | 'features';

/** A tab to be shown, of these images. */
export interface LookIntent {
  tab: LookTab;
  images: LookImage[];
}

/** What the tabs of a checkpoint's page ask of the host. `image`: the id of one that it gave out. */
export interface LookPageApi {
  lookModel: Call<Record<string, never>, LookModel>;
  /** Images that can be looked at: those chosen before, newest first, or one that the host proposes. Never empty. */
  lookImages: Call<Record<string, never>, LookImage[]>;
  /** Lets the person choose. What was chosen, which then comes first in `lookImages`; empty when nothing was. */
  chooseLookImages: Call<Record<string, never>, LookImage[]>;
  /** Opens an image in the editor. */
  openLookImage: Call<{ image: string }, void>;
  /** Never resolves. Progress: what a command of the editor wants the page to show. */
  watchLook: Call<Record<string, never>, never, LookIntent>;
  reconstruction: Call<{ image: string; spectra: boolean } & LookCorruption, ReconstructionView>;
  attention: Call<{ image: string; query: Query }, AttentionView>;
  features: Call<{ image: string; patch?: number }, FeaturesView>;
}

import type { Rgb } from './lookApi.js';
import type { Call } from './rpc.js';

/** A class, as a classifier sees it in an image. */
export interface ClassAnswer {
  /** 'cat', or 'class 17' where the file does not name its classes. */
  name: string;
  /** 0 to 1; over all classes the sum is 1. */
  probability: number;
}

/** A value for each patch of a grid, row by row, 0 or more. */
export interface PatchMap {
  grid: readonly [rows: number, columns: number];
  values: Float32Array;
}

/** What a classifier says of an image, and what speaks for one of its classes. */
export interface Decision {
  /** The likeliest classes first, at most five. */
  answers: ClassAnswer[];
  /** The class that is explained. */
  explained: ClassAnswer;
  /** From 0: the layer on whose patches it is explained. */
  layer: number;
  /** Grad-CAM: how much each patch speaks for the class; all zeros where none does. */
  map: PatchMap;
  /** Attention rollout through all layers, of the class token, or of all patches in the mean; absent = no attention. */
  rollout?: PatchMap;
}

/** A decision about an image as a page shows it. */
export interface DecisionView extends Decision {
  /** What the classifier sees of the image. */
  input: Rgb;
  /** For people: 'ViT 12 x 384, patch 16'. */
  model: string;
  /** All layers that can be asked for, first to last, as in the names of their parameters. */
  layers: { name: string; grid: PatchMap['grid'] }[];
}

/** What of a decision is explained. */
export interface DecisionRequest {
  /** The name of a class; by default the likeliest. */
  class?: string;
  /** From 0; by default the usual one of the network. */
  layer?: number;
}

/** What the engine process answers. Paths are absolute. */
export interface DecisionWorkerApi {
  /** Throws UserError for a checkpoint that tells no classes, or not this one, and for a layer that it does not have. */
  decision: Call<{ checkpoint: string; image: string } & DecisionRequest, DecisionView>;
}

/** What the tab of a checkpoint that classifies asks of the host. */
export interface DecisionPageApi {
  /** `image`: an id that the host gave out. `other`: so, of another checkpoint than the page's. */
  decision: Call<{ image: string; other?: string } & DecisionRequest, DecisionView>;
}

import type { Call } from './rpc.js';
import type { Progress } from './workerApi.js';

/** How features are put on a plane. */
export type MapMethod = 'pca' | 'umap';

/** Images of a folder as points, by what a model's features of them are. */
export interface FolderMap {
  /** Paths from the folder on, with '/'. */
  names: string[];
  /** The folders directly in the folder that gave images. */
  classes: string[];
  /** `[images]`, into `classes`; -1 = of none. */
  labels: Int32Array;
  /** `[images, 2]` */
  points: Float32Array;
  /** The shares of the variance along both axes, of principal components. */
  explained?: [x: number, y: number];
  /** Files that could not be used, and why. */
  failures: { name: string; reason: string }[];
}

export interface MapProgress extends Progress {
  /** Images are run through the model, then points are arranged. */
  part: 'features' | 'layout';
}

/** An image that is like another one. */
export interface Neighbour {
  /** Its place in `FolderMap.names`. */
  image: number;
  /** Cosine similarity in [-1, 1]. */
  similarity: number;
}

/** Small squares from the middle of images. */
export interface Thumbnails {
  /** In pixels. */
  side: number;
  /** `[images, side, side, 3]` bytes; black where one cannot be decoded. */
  data: Uint8Array;
  /** The places of those that cannot be decoded. */
  failed: number[];
}

/** Whose features of which images. Paths are absolute. */
export interface MapSubject {
  checkpoint: string;
  folder: string;
  /** From 0: tokens as they leave it; by default as they leave the encoder. */
  layer?: number;
}

/** What the engine process answers. Features are kept between calls. */
export interface MapWorkerApi {
  mapFolder: Call<MapSubject & { method: MapMethod }, FolderMap, MapProgress>;
  /** The images of the folder whose features are most like those of one of them, the nearest first. */
  neighbours: Call<MapSubject & { image: string; count: number }, Neighbour[], MapProgress>;
  /** Needs no backend. */
  thumbnails: Call<{ files: string[]; side: number }, Thumbnails>;
}

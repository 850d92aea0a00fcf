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

/** A folder of images that the host has given a name to. */
export interface MapFolder {
  id: string;
  name: string;
}

/** What is to be mapped; `other`: the id of another checkpoint that `chooseOther` gave. */
export interface MapRequest {
  /** The id of a folder. */
  folder: string;
  other?: string;
  method: MapMethod;
  /** From 0; by default what leaves the encoder. */
  layer?: number;
}

/** A map, by whose id the page asks on for its images, which it names by their places. */
export interface PageMap extends FolderMap {
  id: string;
}

/** What the tab *Map* of a checkpoint's page asks of the host. */
export interface MapPageApi {
  /** Folders that can be mapped: the one that the checkpoint was trained on, and those chosen before. May be empty. */
  mapFolders: Call<Record<string, never>, MapFolder[]>;
  /** Lets the person choose another one; nothing when they did not. */
  chooseMapFolder: Call<Record<string, never>, MapFolder | undefined>;
  mapFolder: Call<MapRequest, PageMap, MapProgress>;
  /** The images that are most like one, the nearest first. */
  neighbours: Call<{ map: string; image: number }, Neighbour[], MapProgress>;
  /** At most `mostThumbnails` at once. */
  thumbnails: Call<{ map: string; images: number[] }, Thumbnails>;
  /** Opens an image beside the page. */
  openMapped: Call<{ map: string; image: number }, void>;
}

/** Megabytes, and a second of decoding. */
export const mostThumbnails = 48;

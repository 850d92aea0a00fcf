import type { Rgb } from './lookApi.js';
import type { RobustnessRequest } from './measurement.js';
import type { Call } from './rpc.js';

/** What happens to an image before a classifier sees it, as a measurement of robustness names it. */
export type SeenCondition =
  | { kind: 'clean' }
  | { kind: 'attack'; name: AttackName }
  | { kind: 'corruption'; name: string; severity: 1 | 2 | 3 | 4 | 5 }
  /** `radius` in bins. */
  | { kind: 'filter'; pass: 'low' | 'high'; radius: number };

export const attackNames = ['FGSM', 'PGD'] as const;
export type AttackName = (typeof attackNames)[number];

/** Of which image of a measurement, and under what. */
export interface SeenRequest
  extends Pick<RobustnessRequest, 'checkpoint' | 'folder' | 'images' | 'epsilon' | 'published'> {
  /** The image's place among those that were measured with. */
  place: number;
  conditions: readonly SeenCondition[];
}

/** Which image it is comes first, and then a picture as soon as it is there. */
export type SeenEvent = ({ type: 'image' } & SeenImage) | ({ type: 'picture' } & SeenPicture);

/** An image that was measured with. */
export interface SeenImage {
  place: number;
  /** How many images there are. */
  of: number;
  /** Relative to the folder, with '/' on every system. */
  path: string;
  /** What it shows: the name of its class. */
  label: string;
}

/** What the classifier saw, and what it said. */
export interface SeenPicture {
  /** The place of the condition in the request. */
  condition: number;
  /** As the network gets it, before it is normalised. */
  picture: Rgb;
  /** Name of the likeliest class, and how likely it is among those of the folder, from 0 to 1. */
  answer: string;
  probability: number;
  isRight: boolean;
}

/** What the engine process answers. Paths are absolute. */
export interface SeenWorkerApi {
  /**
   * What a classifier sees and says of one image; the model is kept between calls.
   *
   * @throws UserError for what is no classifier of the folder's classes, and for an image that cannot be decoded
   */
  seen: Call<SeenRequest, void, SeenEvent>;
  /** Paths of the images that were measured with, relative to the folder, in the order of their places. */
  measuredImages: Call<Pick<SeenRequest, 'folder' | 'images'>, string[]>;
}

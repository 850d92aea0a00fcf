import type { Config } from '../../config/schema.js';
import type { FileTensor } from '../fileTensor.js';
import type { Naming } from './naming.js';

/** The tensors of an encoder by their official names, with 'encoder.' before them. */
export type Tensors = ReadonlyMap<string, FileTensor>;

/** What is known of a family of encoders in other programs' files. Nothing of a tensor is read but its header. */
export interface ForeignFamily {
  /** How programs call its tensors, the more telling ones first. */
  namings: readonly Naming[];
  /** For people: 'a ViT with 12 blocks of width 768'. */
  describe(tensors: Tensors): string;
  /** Sets the sizes that the tensors say. @returns what had to be assumed, in sentences; nothing where they say too little */
  infer(config: Config, tensors: Tensors): string[] | undefined;
  /** Makes those things official that are another matter than names. @returns what was done, in sentences */
  convert?(tensors: Map<string, FileTensor>): string[];
}

/** How many different numbers the names have in a place. */
export function count(tensors: Tensors, place: RegExp): number {
  return new Set([...tensors.keys()].flatMap(name => place.exec(name)?.[1] ?? [])).size;
}

/** The shape of the tensor called so after 'encoder.'; empty where there is none. */
export function shapeOf(tensors: Tensors, name: string): readonly number[] {
  return tensors.get(`encoder.${name}`)?.shape ?? [];
}

/** What is said of an image size that no tensor tells. */
export function assumedSize({ DATA }: Config): string {
  return `The file does not say how large its images are: ${DATA.IMG_SIZE} pixels were assumed.`;
}

/** Heads, decoders and the like: what follows an encoder. */
export const NOT_ENCODER =
  /^(head|head_dist|fc_norm|fc|pre_logits|decoder.*|mask_token|dist_token|reg_token|register_tokens|lm_head|predictor)(\.|$)/;

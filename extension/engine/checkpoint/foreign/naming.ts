import type { EncoderType } from '../../config/encoders/registry.js';

/** How a program calls the tensors of an encoder. */
export interface Naming {
  family: EncoderType;
  /** For people: 'named as in timm'. */
  like: string;
  /** A tensor that every encoder named so has. */
  anchor: string;
  /**
   * The official name of a tensor, without 'encoder.'; undefined for one that the official encoders do not have. A whole
   * `attn.qkv.bias` of a ViT keeps its name, which the official ViT does not have: its parts are taken out later.
   *
   * @param names all names beside it, for what depends on the version of the program
   */
  official(name: string, names: ReadonlySet<string>): string | undefined;
}

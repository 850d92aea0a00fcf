import type { Section } from '../keyTree.js';
import type { Violation } from '../rules.js';
import type { Config } from '../schema.js';
import type { EncoderDrawing } from './encoderDrawing.js';

/**
 * What everybody may know of a family of encoders without loading it: its keys, what they say together, how it is drawn.
 * The editor asks this; what computes is in `models/encoders/`.
 */
export interface EncoderFamily<Keys extends Section = Section> {
  /** For people: 'ViT'. */
  title: string;
  /** Its section of the config, MODEL.<name in capitals>. */
  keys: Keys;
  /** What the section is about, and what sections in it are, by name. */
  about: string;
  sections?: Readonly<Record<string, string>>;
  /** Whether it has stochastic depth whatever it is built for. Absent = only where it is fine-tuned. */
  dropsPaths?: boolean;
  /** What is wrong between keys of a config of this family. */
  rules(config: Config): Iterable<Violation>;
  /** An encoder of this family, as the page of a checkpoint draws it. */
  drawing(config: Config): EncoderDrawing;
  /** The head that tells classes from its features. */
  head(config: Config): HeadLayers;
  /** Sine-cosine position embeddings, which are in no file: of what, and numbers in each. Absent = none. */
  fixedPositions?(config: Config): { name: string; side: number; width: number }[];
}

/** How the features of an image become one, and the names of what that one goes through. */
export interface HeadLayers {
  /** The class token, or the mean of all features but it. */
  pooling: 'class token' | 'mean';
  /** A LayerNorm of that. */
  norm?: string;
  /** The linear layer that gives the logits. */
  linear: string;
}

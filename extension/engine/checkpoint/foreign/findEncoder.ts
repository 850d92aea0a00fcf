import { type FileTensor, fileTensor } from '../fileTensor.js';
import type { TensorFile, TensorTable } from '../tensorFile.js';
import type { Naming } from './naming.js';
import { foreignFamilies } from './registry.js';

/** An encoder that is in a file of any kind, under whatever names. */
export interface FoundEncoder {
  family: Naming['family'];
  /** For people: 'a ViT with 12 blocks of width 768, named as in timm'. */
  what: string;
  /** By their official names, with 'encoder.' before them. */
  tensors: Map<string, FileTensor>;
  /** Tensors of the file that no official encoder has, by their names in the file. */
  others: string[];
  /** What was done to make them official, in sentences. */
  converted: string[];
}

/** Follows from the sizes of a model. */
const DERIVED = /(^|\.)(relative_position_index|attn_mask|relative_coords_table)$/;
const OPTIMIZER = /^optimizer\./;

/** Finds the encoder in a file. Nothing of its tensors is read. @returns nothing where there is none that is known */
export function findEncoder(file: TensorFile): FoundEncoder | undefined {
  const recognised = recognise(file);
  if (!recognised) return undefined;
  const { naming, prefix } = recognised;
  const inside = [...file.tensors.keys()]
    .filter(name => name.startsWith(prefix))
    .map(name => name.slice(prefix.length));
  const names = new Set(inside);
  const tensors = new Map<string, FileTensor>();
  const others: string[] = [];
  for (const origin of file.tensors.keys()) {
    if (DERIVED.test(origin) || OPTIMIZER.test(origin)) continue;
    const name = origin.startsWith(prefix) ? naming.official(origin.slice(prefix.length), names) : undefined;
    if (name === undefined) others.push(origin);
    else tensors.set(`encoder.${name}`, fileTensor(file, origin));
  }
  const converted = foreignFamilies[naming.family].convert?.(tensors) ?? [];
  return { family: naming.family, what: describeEncoder(naming, tensors), tensors, others, converted };
}

/** What an encoder in a file is, for people: 'a ViT with 12 blocks of width 768, named as in timm'. */
function describeEncoder({ family, like }: Naming, tensors: ReadonlyMap<string, FileTensor>): string {
  return `${foreignFamilies[family].describe(tensors)}, ${like}`;
}

const namings: readonly Naming[] = Object.values(foreignFamilies).flatMap(family => family.namings);

/** Where an encoder is in a file, and how its tensors are called. */
interface Recognised {
  naming: Naming;
  /** What stands before the names of its tensors: '', 'model.encoder.', 'state_dict.module.backbone.' */
  prefix: string;
}

/** What is not the encoder that a file is about: moments, decoders. */
const OTHER = /(^|\.)(optimizer|decoder)\./;
/** Copies that are there for training only, taken where there is nothing better. */
const COPY = /(^|[._])(student|momentum|ema)/;

/**
 * Finds the encoder in a file by the names of its tensors, whatever it is wrapped in (`model`, `state_dict`, `module`,
 * `backbone` ...). Of DINO's pair the teacher is taken, as its authors do.
 */
function recognise({ tensors }: TensorTable): Recognised | undefined {
  for (const naming of namings) {
    const prefixes: string[] = [];
    for (const name of tensors.keys()) {
      const prefix = name.endsWith(naming.anchor) ? name.slice(0, -naming.anchor.length) : undefined;
      if (prefix !== undefined && /(^|\.)$/.test(prefix) && !OTHER.test(prefix)) prefixes.push(prefix);
    }
    const prefix = prefixes.find(candidate => !COPY.test(candidate)) ?? prefixes[0];
    if (prefix !== undefined) return { naming, prefix };
  }
  return undefined;
}
